import { argon2Sync, createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DamageError, InputError } from '../base/errors.ts';
import {
  asked,
  assertPrivate,
  makePrivateFolder,
  writePrivateFile,
} from '../base/private-files.ts';
import { certificateName, databaseName, loginKeyName, tlsKeyName } from '../store/data-folder.ts';

/*
 * The keys of a line in one file, on their way to another node: JSON, with the keys under AES-256-GCM by a key that
 * Argon2id (RFC 9106) makes of a passphrase. A checksum tells damage from a wrong passphrase.
 */

/** The files that are carried, the one last without which no other counts. */
const names = [certificateName, tlsKeyName, loginKeyName] as const;

/** The second recommended option of RFC 9106, section 4, with one lane. */
const stretching = { memory: 65_536, passes: 3, parallelism: 1 } as const;

const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const saltBytes = 16;
/** The length of the authentication tag at the end of what is sealed. */
const tagBytes = 16;

/** Fewest characters of a passphrase: the file may come into wrong hands. */
export const minPassphraseLength = 12;

/**
 * Writes the keys of a data folder as one text.
 *
 * @throws InputError when they are not all there, others can read them, or the passphrase is too short
 */
export function sealKeys(folder: string, passphrase: string): string {
  assertPassphrase(passphrase);
  const missing = names.filter((name) => !existsSync(join(folder, name)));
  if (missing.length > 0) {
    throw new InputError(
      `The data folder ${folder} has not all keys of a line (${missing.join(', ')}): start the line there once, which makes them.`,
    );
  }
  const files = names.map((name) => {
    const file = join(folder, name);
    if (name !== certificateName) assertPrivate(file);
    return [name, asked(`read ${file}`, () => readFileSync(file, 'utf8'))];
  });
  const [salt, nonce] = [randomBytes(saltBytes), randomBytes(nonceBytes)];
  const cipher = createCipheriv(algorithm, keyOf(passphrase, salt), nonce);
  const parts = [cipher.update(JSON.stringify(Object.fromEntries(files))), cipher.final()];
  const sealed = Buffer.concat([...parts, cipher.getAuthTag()]);
  const fields = {
    partylineKeys: 1,
    salt: salt.toString('base64url'),
    nonce: nonce.toString('base64url'),
    sealed: sealed.toString('base64url'),
  };
  return `${JSON.stringify({ ...fields, sha256: checksum(fields.sealed) }, undefined, 2)}\n`;
}

/**
 * Puts the keys of such a text into a data folder that has none.
 *
 * @throws DamageError when the text is not as it was written
 * @throws InputError for a wrong passphrase, or a folder with keys or a line
 */
export function unsealKeys(text: string, folder: string, passphrase: string): void {
  const present = [...names, databaseName].filter((name) => existsSync(join(folder, name)));
  if (present.length > 0) {
    throw new InputError(
      `The data folder ${folder} has a line already (${present.join(', ')}): name another one with --data.`,
    );
  }
  const files = open(text, passphrase);
  makePrivateFolder(folder);
  for (const name of names) writePrivateFile(join(folder, name), files[name]);
}

function open(text: string, passphrase: string): Record<(typeof names)[number], string> {
  const { salt, nonce, sealed } = parse(text);
  const decipher = createDecipheriv(algorithm, keyOf(passphrase, salt), nonce);
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    const parts = [decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()];
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    throw new InputError('The passphrase is not the one that the keys were written with.');
  }
}

function parse(text: string): Record<'salt' | 'nonce' | 'sealed', Buffer> {
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(text);
  } catch {
    throw damaged();
  }
  const { partylineKeys, salt, nonce, sealed, sha256 } = fields ?? {};
  if (partylineKeys !== 1)
    throw new InputError('The file holds no keys that this version can read.');
  const texts = [salt, nonce, sealed];
  if (!texts.every((value) => typeof value === 'string') || sha256 !== checksum(String(sealed))) {
    throw damaged();
  }
  const [saltBuffer, nonceBuffer, sealedBuffer] = texts.map((value) =>
    Buffer.from(String(value), 'base64url'),
  ) as [Buffer, Buffer, Buffer];
  if (saltBuffer.length !== saltBytes || nonceBuffer.length !== nonceBytes) throw damaged();
  return { salt: saltBuffer, nonce: nonceBuffer, sealed: sealedBuffer };
}

function damaged(): DamageError {
  return new DamageError('The file is not as partyline cluster init wrote it: write it anew.');
}

function keyOf(passphrase: string, salt: Buffer): Buffer {
  const message = passphrase.normalize('NFC');
  return argon2Sync('argon2id', { message, nonce: salt, tagLength: keyBytes, ...stretching });
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Throws InputError for a passphrase that could be guessed. */
export function assertPassphrase(passphrase: string): void {
  if ([...passphrase].length >= minPassphraseLength) return;
  throw new InputError(
    `The passphrase has fewer than ${minPassphraseLength} characters: whoever gets the file can try them all.`,
  );
}
