import { hash } from 'node:crypto';
import { assertArgument, text } from './arguments.ts';
import { midOfDigits, midRandomLength } from './mid-source.ts';

/** The form of a message id: 16 bytes in base64url. */
const midPattern = /^[\w-]{22}$/;

/**
 * The message id that belongs to a key of a program, such as `deploy-4711`: the same key gives the same id on
 * every machine and in every run, so that a message that is sent again after a crash is stored once. It is lower
 * than the ids that clients make, which rise with time. A text that is a message id already is returned as it is.
 *
 * @param key any text; one for each message of an account
 */
export function midOf(key: string): string {
  assertArgument('Cannot make a message id', 'the key', key, text);
  if (midPattern.test(key)) return key;
  const digest = hash('sha256', key, 'buffer');
  return midOfDigits(
    0,
    Array.from(digest.subarray(0, midRandomLength), (byte) => byte & 63),
  );
}
