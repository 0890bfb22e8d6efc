import { InputError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';
import { keyName } from './key-event.ts';

/** Keys that have names; others are called by their character. */
const named: ReadonlySet<string> = new Set([
  ...['enter', 'tab', 'escape', 'space', 'backspace', 'delete', 'insert', 'home', 'end'],
  ...['up', 'down', 'left', 'right', 'page-up', 'page-down'],
  ...Array.from({ length: 12 }, (_, index) => `f${index + 1}`),
]);

/** A terminal sends the same bytes for these. */
const alike: Readonly<Record<string, string>> = {
  'ctrl-h': 'backspace',
  'ctrl-i': 'tab',
  'ctrl-j': 'enter',
  'ctrl-m': 'enter',
  'ctrl-[': 'escape',
};

/** Keys with one meaning, so that nobody is left without it. */
const fixed: Readonly<Record<string, string>> = {
  'ctrl-c': 'it clears the line or leaves',
  'ctrl-z': 'it stops the program',
};

/**
 * Reads the name of a key, or of two in a row, as people write them: `ctrl-a`, `Alt-Enter`, `f7`, `ctrl-x ctrl-e`.
 *
 * @returns the name as key events have it
 * @throws InputError for what is no key, and for a key that cannot be bound
 */
export function parseKeys(text: string): string {
  const keys = text.trim().toLowerCase().split(/\s+/);
  const [first = '', second, ...more] = keys.map((key) => parseKey(key));
  if (more.length > 0) throw new InputError(`${text} has more than two keys.`);
  if (/^.$/u.test(first)) throw new InputError(`${text} is typed: add ctrl- or alt- to it.`);
  return second === undefined ? first : `${first} ${second}`;
}

function parseKey(key: string): string {
  const [, modifiers = '', name = ''] = /^((?:(?:ctrl|alt|shift)-)*)(.+)$/u.exec(key) ?? [];
  const has = (modifier: string) => modifiers.includes(modifier);
  const whole = keyName(name, { ctrl: has('ctrl'), alt: has('alt'), shift: has('shift') });
  const refusal = fixed[whole];
  if (refusal !== undefined) throw new InputError(`${whole} cannot be bound: ${refusal}.`);
  const same = alike[whole];
  if (same !== undefined)
    throw new InputError(`A terminal sends the same for ${whole} and ${same}: write ${same}.`);
  if (named.has(name)) return whole;
  if (!/^[^\s]$/u.test(name)) {
    const meant = didYouMean(name, [...named], (candidate) => modifiers + candidate);
    throw new InputError(
      `${key} is not a key: write one such as ctrl-a, alt-enter, page-up or f7.${meant}`,
    );
  }
  if (has('shift'))
    throw new InputError(`${whole} cannot be told from ${whole.replace('shift-', '')}.`);
  return whole;
}
