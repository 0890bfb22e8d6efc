import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import {
  type Authenticator,
  credsAuthenticator,
  type NodeConnectionOptions,
  nkeyAuthenticator,
} from '@nats-io/transport-node';
import { InputError } from '../base/errors.ts';
import { asked, assertEntrusted } from '../base/private-files.ts';
import { addressesOf, type ClusterOptions } from './options.ts';

/* How a node and the nats-servers know each other: read from files, and looked at, before anything is connected. */

/** A user's password, an NKey or credentials, and certificates, as the NATS client takes them. */
export type Access = Pick<NodeConnectionOptions, 'authenticator' | 'user' | 'pass' | 'tls'>;

/**
 * Reads the files that the options name.
 *
 * @throws InputError when one is missing, open to other users, or not what it should be
 */
export function accessOf(options: ClusterOptions): Access {
  const tls = tlsOf(options);
  const authenticator = authenticatorOf(options);
  return {
    tls,
    ...(authenticator && { authenticator }),
    ...passwordOf(options),
  };
}

function passwordOf({ user, passwordFile }: ClusterOptions): Access {
  if (user === undefined || passwordFile === undefined) return {};
  const pass = secretIn(passwordFile).toString().split('\n', 1)[0]?.trimEnd() ?? '';
  if (pass === '') throw unusable(passwordFile, 'has no password on its first line');
  return { user, pass };
}

function authenticatorOf({ nkeyFile, credentialsFile }: ClusterOptions): Authenticator | undefined {
  if (nkeyFile !== undefined) {
    const seed = Buffer.from(secretIn(nkeyFile).toString().trim());
    return signing(nkeyAuthenticator(seed), nkeyFile, 'does not hold the seed of an NKey');
  }
  if (credentialsFile !== undefined) {
    const authenticator = credsAuthenticator(secretIn(credentialsFile));
    return signing(authenticator, credentialsFile, 'does not hold credentials as nsc makes them');
  }
  return undefined;
}

/** The client would find out only while it connects. */
function signing(authenticator: Authenticator, file: string, fault: string): Authenticator {
  try {
    authenticator('nonce');
    return authenticator;
  } catch (error) {
    throw unusable(file, fault, error);
  }
}

/** null: clear text. */
function tlsOf(options: ClusterOptions): NonNullable<Access['tls']> | null {
  const addresses = addressesOf(options);
  const { caFile, certificateFile, keyFile } = options;
  if (!addresses[0]?.isSecure) return null;
  const files = {
    ...(caFile !== undefined && { ca: certificateIn(caFile) }),
    ...(certificateFile !== undefined &&
      keyFile !== undefined && {
        cert: certificateIn(certificateFile),
        key: keyIn(keyFile, certificateFile),
      }),
  };
  // The client knows no names of servers that are called by their IP address.
  const check = (_name: string, certificate: PeerCertificate) => {
    const faults = addresses.map(({ host }) => checkServerIdentity(host, certificate));
    return faults.includes(undefined) ? undefined : faults[0];
  };
  return { ...files, checkServerIdentity: check } as NonNullable<Access['tls']>;
}

function certificateIn(file: string): string {
  const text = asked(`read ${file}`, () => readFileSync(file, 'utf8'));
  try {
    new X509Certificate(text);
    return text;
  } catch (error) {
    throw unusable(file, 'does not hold a certificate in PEM', error);
  }
}

function keyIn(file: string, certificateFile: string): string {
  const text = secretIn(file).toString();
  const fault = `does not hold the key in PEM that belongs to ${certificateFile}`;
  try {
    const certificate = new X509Certificate(readFileSync(certificateFile));
    if (certificate.checkPrivateKey(createPrivateKey(text))) return text;
  } catch (error) {
    throw unusable(file, fault, error);
  }
  throw unusable(file, fault);
}

function secretIn(file: string): Buffer {
  return asked(`read ${file}`, () => {
    assertEntrusted(file);
    return readFileSync(file);
  });
}

function unusable(file: string, fault: string, cause?: unknown): InputError {
  return new InputError(`Cannot go to the nats-servers with ${file}: it ${fault}. Name another.`, {
    cause,
  });
}
