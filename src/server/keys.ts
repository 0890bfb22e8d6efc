import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { opaqueReady } from '../auth/opaque.ts';
import { createServerKeys, type ServerKeys } from '../auth/server-handshake.ts';
import { checkStretching, type Stretching } from '../auth/stretching.ts';
import { InputError } from '../base/errors.ts';
import { assertOwn } from '../base/other-users.ts';
import { assertEntrusted, assertPrivate, writePrivateFile } from '../base/private-files.ts';
import { certificateName, loginKeyName, tlsKeyName } from '../store/data-folder.ts';
import { type CertificatePair, createCertificate } from '../wire/certificate.ts';
import { type FileChecks, type TlsFiles, TlsIdentity } from './tls-identity.ts';

/** The server's long-lived secrets, and what follows from them. */
export interface Keys {
  /** OPAQUE setup, public identity, and the secret behind the identities of unknown names. */
  readonly login: ServerKeys;
  /** Key stretching that every record of this server was made with. */
  readonly stretching: Stretching;
  readonly tls: TlsIdentity;
}

/**
 * Makes the keys that a data folder does not have: `login.key` (JSON), `tls.key` and `tls.cert` (PEM); a
 * certificate alone for the key that is there, so that clients know the server by it as before. The
 * stretching is fixed when the login key is made, as every record depends on it. Throws InputError.
 */
export async function makeMissingKeys(
  folder: string,
  now: number,
  stretching: Stretching,
): Promise<void> {
  const { loginKey, tlsKey, certificate } = keyFiles(folder);
  if (!existsSync(loginKey)) {
    await opaqueReady();
    writePrivateFile(loginKey, `${JSON.stringify({ ...createServerKeys(), stretching })}\n`);
  }
  if (existsSync(certificate)) return;
  const isKept = existsSync(tlsKey);
  if (isKept) assertPrivate(tlsKey);
  const made = createPair(isKept ? tlsKey : undefined, now);
  if (!isKept) writePrivateFile(tlsKey, made.key);
  writePrivateFile(certificate, made.certificate);
}

/** A hash of the keys behind all passwords, by which the nodes of a line know that they have the same. */
export function keysHash({ login, stretching }: Pick<Keys, 'login' | 'stretching'>): string {
  const { setup, serverId, decoySecret } = login;
  const { memory, iterations, parallelism } = stretching;
  const parts = ['keys of a line', setup, serverId, decoySecret, memory, iterations, parallelism];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** A certificate that clients know by the key that is there, or a new key with it. */
function createPair(keyFile: string | undefined, now: number): CertificatePair {
  const key = keyFile === undefined ? undefined : readFileSync(keyFile, 'utf8');
  try {
    return createCertificate({ name: 'partyline', now, key });
  } catch (cause) {
    throw new InputError(
      `Cannot make a certificate for the key ${keyFile}: it is damaged, or not one over P-256. ` +
        'Restore it from a backup of the data folder, make the certificate yourself, or move the key away to have a new one made.',
      { cause },
    );
  }
}

/**
 * Reads the keys of a data folder. Throws InputError when one is missing or damaged, or when others can
 * read it or own it.
 *
 * @param tlsFiles a key and a certificate in place of those of the folder
 */
export function loadKeys(folder: string, tlsFiles?: TlsFiles): Keys {
  const { loginKey, tlsKey, certificate } = keyFiles(folder);
  const tls =
    tlsFiles === undefined
      ? new TlsIdentity({ keyFile: tlsKey, certificateFile: certificate }, ownFiles)
      : new TlsIdentity(tlsFiles, entrustedFiles);
  return { ...loadLoginKeys(loginKey), tls };
}

/**
 * Reads the keys without a server; returns what is known of the certificate, undefined where it has yet to be made.
 *
 * @param folder undefined: there is none yet
 * @throws InputError as `loadKeys` does
 */
export function checkKeys(
  folder: string | undefined,
  tlsFiles: TlsFiles | undefined,
): Pick<TlsIdentity, 'validTo'> | undefined {
  if (folder !== undefined) return loadKeys(folder, tlsFiles).tls;
  return tlsFiles && new TlsIdentity(tlsFiles, entrustedFiles);
}

/** Those that a start has made. */
const ownFiles: FileChecks = {
  assertKey: assertPrivate,
  assertCertificate: (path) => assertOwn(path, statSync(path)),
  remedy:
    'Restore both from a backup of the data folder, or move both away and start once with --new-identity to have new ones made.',
};

/** Those of somebody else, such as a client of ACME. */
const entrustedFiles: FileChecks = {
  assertKey: assertEntrusted,
  assertCertificate: () => {},
  remedy:
    'Name a PEM file of each with --tls-key and --tls-cert, the certificate first in its file and those that signed it behind.',
};

function keyFiles(folder: string) {
  return {
    loginKey: join(folder, loginKeyName),
    tlsKey: join(folder, tlsKeyName),
    certificate: join(folder, certificateName),
  };
}

type LoginKeys = Pick<Keys, 'login' | 'stretching'>;

function loadLoginKeys(file: string): LoginKeys {
  assertPrivate(file);
  const keys = parseLoginKeys(readFileSync(file, 'utf8'));
  if (keys !== undefined) return keys;
  throw new InputError(
    `The login key ${file} is damaged: without it no password can be checked. ` +
      'Restore it from a backup of the data folder.',
  );
}

function parseLoginKeys(text: string): LoginKeys | undefined {
  try {
    const { setup, serverId, decoySecret, stretching } = JSON.parse(text);
    checkStretching(stretching);
    const texts = [setup, serverId, decoySecret];
    if (!texts.every((value) => typeof value === 'string')) return undefined;
    return { login: { setup, serverId, decoySecret }, stretching };
  } catch {
    return undefined;
  }
}
