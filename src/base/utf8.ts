import { isUtf8 } from 'node:buffer';
import { EncodingError } from './errors.ts';

/**
 * Decodes UTF-8 (RFC 3629) and nothing else.
 *
 * @param source names the text in the error
 * @throws EncodingError with the place of the first byte that does not fit
 */
export function decodeUtf8(bytes: Uint8Array, source: string): string {
  if (!isUtf8(bytes)) throw new EncodingError(source, placeOfMistake(bytes));
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

/**
 * Refuses a text that the system has decoded: U+FFFD stands in it where its bytes were not UTF-8.
 *
 * @throws EncodingError with the place of the first
 */
export function assertDecoded(text: string, source: string): void {
  const at = text.indexOf('\u{FFFD}');
  if (at >= 0) throw new EncodingError(source, Buffer.byteLength(text.slice(0, at)));
}

/** A text as it is meant: without the byte order mark that some programs put before it. */
export function withoutMark(text: string): string {
  return text.startsWith('\u{FEFF}') ? text.slice(1) : text;
}

/** Where the first sequence begins that is not one of UTF-8. */
function placeOfMistake(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (!isUtf8(bytes.subarray(at, at + length))) break;
    at += length;
  }
  return at;
}
