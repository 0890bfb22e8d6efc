import type { TlsFiles } from '../server/tls-identity.ts';

/** The key and certificate that the operator has given; undefined: those that the server makes. */
export function tlsFilesOf(options: {
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
}): TlsFiles | undefined {
  const { tlsCert: certificateFile, tlsKey: keyFile } = options;
  if (certificateFile === undefined || keyFile === undefined) return undefined;
  return { keyFile, certificateFile };
}
