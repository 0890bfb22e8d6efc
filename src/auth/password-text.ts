import { InputError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';

/**
 * Brings a password to the one form that goes into the key exchange, so that it is the same from
 * every keyboard: every kind of space becomes U+0020, then NFC (RFC 8265 section 4.2, OpaqueString).
 *
 * @throws InputError if it is empty, or has control characters or half a surrogate pair
 */
export function normalisePassword(password: string): string {
  if (password === '') throw new InputError(worded('password.empty'));
  if (!password.isWellFormed() || /\p{Cc}/u.test(password)) {
    throw new InputError(worded('password.controls'));
  }
  return password.replace(/\p{Zs}/gu, ' ').normalize('NFC');
}
