import { versionOf } from './peer.ts';

/** The first bytes of a client of NATS. */
export const natsConnect = 'CONNECT {"verbose":false,"pedantic":false,"echo":true}\r\n';

/** The version of NATS that is installed. */
export function natsVersion(): string | undefined {
  return versionOf('nats-server', ['--version'], /v(\d\S*)/);
}
