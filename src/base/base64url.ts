/** Base64url without padding (RFC 4648, section 5), over plain bytes: for browsers and Node alike. */

/** Writes bytes: 16 give 22 characters, 32 give 43. */
export function encodeBase64Url(bytes: Uint8Array): string {
  let characters = '';
  for (let at = 0; at < bytes.length; at += bytesAtOnce) {
    characters += String.fromCharCode(...bytes.subarray(at, at + bytesAtOnce));
  }
  return btoa(characters).replace(/[+/=]/g, (character) => written[character] ?? '');
}

/** A call takes no more arguments than there is room for on the stack. */
const bytesAtOnce = 4_096;

const written: Readonly<Record<string, string>> = { '+': '-', '/': '_' };

/**
 * Reads what `encodeBase64Url` writes.
 *
 * @returns undefined for what is not base64url, or not the shortest way to write its bytes
 */
export function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined;
  const characters = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(characters, (character) => character.charCodeAt(0));
  return encodeBase64Url(bytes) === text ? bytes : undefined;
}
