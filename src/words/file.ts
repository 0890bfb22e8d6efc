import { limits } from './limits.ts';

/* The facts of a file that was posted, and the names that it may have. */

/** A file, as the message that it was posted with tells of it. */
export interface FileFacts {
  /** Its name, without a folder; see `isFileName`. */
  readonly name: string;
  /** Its length. */
  readonly bytes: number;
  /** SHA-256 of its bytes (FIPS 180-4), in lower-case hexadecimal digits as `sha256sum` prints it. */
  readonly hash: string;
  /** Its media type, as its sender took it to be: nobody has looked. */
  readonly type: string;
}

/** The hash of a file. */
export const fileHashPattern = /^[0-9a-f]{64}$/;

/** A media type without parameters, in lower case (RFC 6838, section 4.2). */
export const mediaTypePattern =
  /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/;

/** The media type of a file of which nothing is known (RFC 2046, section 4.5.1). */
export const unknownMediaType = 'application/octet-stream';

/** Separators of paths, and what is not seen or turns the direction of what is; emoji are joined by U+200D. */
const notInName = /[/\\\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/u;

const utf8 = new TextEncoder();

/**
 * Whether a text can be the name of a file: on one line, without a path, without white space around it, and without
 * characters by which it would look like another, such as those that turn the direction of writing.
 */
export function isFileName(name: string): boolean {
  if (name === '' || name === '.' || name === '..' || name.trim() !== name) return false;
  return !notInName.test(name) && utf8.encode(name).length <= limits.fileNameBytes;
}

/**
 * Makes a name that a file may have out of any: the last part of a path, without the characters that are not allowed,
 * cut at the front of its extension where it is too long. A text without a usable character gives `file`.
 */
export function suggestFileName(text: string): string {
  const last =
    text
      .toWellFormed()
      .split(/[/\\]/)
      .findLast((part) => part.trim() !== '') ?? '';
  const seen = Array.from(last.normalize('NFC')).filter((character) => !notInName.test(character));
  const whole = seen.join('').trim();
  const cut = isFileName(whole) ? whole : shortened(whole);
  return isFileName(cut) ? cut : 'file';
}

/** The name under which a file is saved: none that hides it, or that commands take for an option. */
export function savedName(name: string): string {
  return /^[.-]/.test(name) ? `_${name}` : name;
}

function shortened(name: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : '';
  const room = limits.fileNameBytes - utf8.encode(extension).length;
  let kept = '';
  let bytes = 0;
  for (const character of name.slice(0, name.length - extension.length)) {
    bytes += utf8.encode(character).length;
    if (bytes > room) break;
    kept += character;
  }
  return kept.trim() + extension;
}

/** Reads the facts of a file out of a content that came; undefined where they are not those of a file. */
export function readFileFacts(value: unknown): FileFacts | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, bytes, hash, type } = value as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || typeof hash !== 'string' || typeof type !== 'string') {
    return undefined;
  }
  const isFile =
    isFileName(name) &&
    Number.isSafeInteger(bytes) &&
    (bytes as number) >= 0 &&
    fileHashPattern.test(hash) &&
    mediaTypePattern.test(type);
  return isFile ? { name, bytes: bytes as number, hash, type } : undefined;
}
