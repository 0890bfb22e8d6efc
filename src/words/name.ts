import { InputError } from '../base/errors.ts';
import { type Worded, worded } from '../base/worded.ts';

/** Longest name of a person or a room, in characters. */
export const nameLength = 32;

/** The characters of a folded name, to be put into a pattern: 1 to 32 characters, all of them ASCII. */
export const nameCharacters = `[a-z0-9][a-z0-9._-]{0,${nameLength - 1}}`;

/** The pattern of an account's name once folded. */
export const namePattern = new RegExp(`^${nameCharacters}$`);

/**
 * Folds a name as a person types it (surrounding space, capital letters) to the one form under which
 * the account is known.
 *
 * @throws InputError with a sentence that says what a name may be
 */
export function foldName(text: string): string {
  const name = text.trim().normalize('NFC').toLowerCase();
  if (!namePattern.test(name)) throw new InputError(explain(text.trim()));
  return name;
}

function explain(text: string): Worded {
  if (text === '') return worded('name.empty', { most: nameLength });
  const name = JSON.stringify(Array.from(text).slice(0, 40).join(''));
  return worded('name.wrong', { name, most: nameLength });
}

/**
 * Makes a name out of any text, such as the login name of a computer's user: accents go, what is not
 * allowed becomes a hyphen, what is too long is cut. Text without a usable character gives `someone`.
 */
export function suggestName(text: string): string {
  const name = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, nameLength)
    .replace(/[._-]+$/, '');
  return name === '' ? 'someone' : name;
}
