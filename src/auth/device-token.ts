import { hashSecret, randomId, tokenBytes } from '../base/ids.ts';

/*
 * Device tokens, which resume a session. All tokens of a session have their first half in common, its
 * family, as refresh tokens of a family do (RFC 9700 section 4.14.2): so a token that was good once is told
 * from one that never was, although the server keeps the hashes of the last two only.
 */

const halfBytes = tokenBytes / 2;

/** The hashes of a device token that are stored, or compared, in its place: SHA-256, base64url. */
export interface DeviceTokenHashes {
  readonly tokenHash: string;
  /** Of the half that all tokens of the session have in common. */
  readonly familyHash: string;
}

/** The next token of the session that `token` is of: 16 bytes of it stay, 16 random ones are new. */
export function nextDeviceToken(token: string): string {
  const family = Buffer.from(token, 'base64url').subarray(0, halfBytes);
  const fresh = Buffer.from(randomId(halfBytes), 'base64url');
  return Buffer.concat([family, fresh]).toString('base64url');
}

/** @param token 32 bytes in base64url */
export function deviceTokenHashes(token: string): DeviceTokenHashes {
  const family = Buffer.from(token, 'base64url').subarray(0, halfBytes);
  return { tokenHash: hashSecret(token), familyHash: hashSecret(family.toString('base64url')) };
}
