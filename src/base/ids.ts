import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Length of a token in bytes: session, device, invitation and reset secrets alike. */
export const tokenBytes = 32;

/** `count` random bytes in base64url without padding: 16 bytes give 22 characters, 32 give 43. */
export function randomId(count: number): string {
  return randomBytes(count).toString('base64url');
}

/** A new secret of 32 random bytes, base64url. */
export function newToken(): string {
  return randomId(tokenBytes);
}

/** SHA-256 of a secret's characters, base64url, which is stored instead of the secret. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'base64url');
}

/** Compares two strings in time that depends on their lengths only. */
export function equalSecrets(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

const codeAlphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A one-time code a person can read aloud: 16 characters of Crockford's base 32 (80 random bits) in
 * groups of four, `k3f9-0m2x-...`.
 */
export function newCode(): string {
  const characters = Array.from(randomBytes(16), (byte) => codeAlphabet[byte & 31]).join('');
  return characters.replace(/(.{4})(?=.)/g, '$1-');
}
