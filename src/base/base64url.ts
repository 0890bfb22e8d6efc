/** Base64url without padding (RFC 4648, section 5), over plain bytes: for browsers and Node alike. */

/** Writes bytes: 16 give 22 characters, 32 give 43. */
export function encodeBase64Url(bytes: Uint8Array): string {
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(characters).replace(/[+/=]/g, (character) => written[character] ?? '');
}

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
