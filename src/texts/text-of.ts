import type { Catalogue, Holes, TextKey } from './catalogue.ts';
import { en } from './en.ts';
import { ru } from './ru.ts';
import type { Language, Text } from './text.ts';

const catalogues: Readonly<Record<Language, Catalogue>> = { en, ru };

/** The language of this process: a program has one, as it has one locale. */
let current: Language = 'en';
/* Made with the first number that is written: most programs never need them. */
let plurals: Intl.PluralRules | undefined;
let numbers: Intl.NumberFormat | undefined;

/** Shows all texts in this language from now on. */
export function speak(language: Language): void {
  current = language;
  plurals = undefined;
  numbers = undefined;
}

/** The language that is spoken now. */
export function spoken(): Language {
  return current;
}

/**
 * A text in the language that is spoken, with values in its holes. Numbers are written as the language does;
 * `count` chooses between the forms of a text that has several.
 *
 * @param values harmless already: what came from somebody else has gone through `safeText`
 */
export function textOf<Key extends TextKey>(
  key: Key,
  ...[values]: Holes<Key> extends never ? [] : [Readonly<Record<Holes<Key>, string | number>>]
): string {
  return filled(
    catalogues[current][key],
    (values ?? {}) as Readonly<Record<string, string | number>>,
  );
}

/** A text in the language that is spoken with values in its holes; `count` chooses between its forms. */
export function filled(text: Text, values: Readonly<Record<string, string | number>>): string {
  const form = typeof text === 'string' ? text : (text[ruleOf(values.count)] ?? text.other);
  return form.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = values[name] ?? hole;
    return typeof value === 'number' ? numberWords(value) : value;
  });
}

function ruleOf(count: unknown): Intl.LDMLPluralRule {
  plurals ??= new Intl.PluralRules(current);
  return plurals.select(Number(count));
}

/** A number as the language that is spoken writes it. */
export function numberWords(number: number): string {
  numbers ??= new Intl.NumberFormat(current);
  return numbers.format(number);
}
