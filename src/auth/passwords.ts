import { InputError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';
import { normalisePassword } from './password-text.ts';

/** Bounds of a password, in code points after normalisation. */
export const passwordLength = { least: 8, most: 256 } as const;

/** How far down the list of common passwords goes. */
const commonCount = 10_000;

/**
 * Checks a password that somebody chooses. Only the client can: the server never sees it.
 *
 * @param name the account's folded name
 * @throws InputError with a sentence that says what is wrong: fewer than 8 or more than 256
 *   characters; one of the 10,000 most common; the name itself, repeated or with digits around it;
 *   or nothing that can be typed reliably (see `normalisePassword`)
 */
export async function checkPassword(password: string, name: string): Promise<void> {
  const normalised = normalisePassword(password);
  checkLength(normalised);
  const lowerCase = normalised.toLowerCase();
  if (isAlike(lowerCase, name)) {
    throw new InputError(worded('password.name'));
  }
  if ((await commonPasswords()).has(lowerCase)) {
    throw new InputError(worded('password.common'));
  }
}

function checkLength(password: string): void {
  const length = Array.from(password).length;
  const { least, most } = passwordLength;
  if (length < least) {
    throw new InputError(worded('password.short', { count: length, least }));
  }
  if (length > most) {
    throw new InputError(worded('password.long', { count: length, most }));
  }
}

/** Whether nothing but digits is left of the password when the name is taken out of it. */
function isAlike(password: string, name: string): boolean {
  return password.includes(name) && /^\d*$/.test(password.replaceAll(name, ''));
}

let common: Promise<ReadonlySet<string>> | undefined;

/**
 * The first 10,000 of the 49,233 passwords in @zxcvbn-ts/language-common (MIT), which come in order of
 * frequency and in lower case. Loaded when the first password is chosen.
 */
function commonPasswords(): Promise<ReadonlySet<string>> {
  common ??= loadCommonPasswords();
  return common;
}

async function loadCommonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].slice(0, commonCount));
}
