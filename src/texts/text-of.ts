import type { Holes, TextKey } from './catalogue.ts';
import type { Language, Text } from './text.ts';
import { english, type Voice } from './voice.ts';

/** The language of this process: a program has one, as it has one locale. */
let current = english;
/* Made with the first number that is written: most programs never need them. */
let plurals: Intl.PluralRules | undefined;
let numbers: Intl.NumberFormat | undefined;

/** Shows all texts in the language of this voice from now on. */
export function speak(voice: Voice): void {
  current = voice;
  plurals = undefined;
  numbers = undefined;
}

/** The language that is spoken now. */
export function spoken(): Language {
  return current.language;
}

/** The sentences of errors in the language that is spoken; undefined: English, in which they come. */
export function spokenSentences(): Voice['sentences'] {
  return current.sentences;
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
  return filled(current.texts[key], (values ?? {}) as Readonly<Record<string, string | number>>);
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
  plurals ??= new Intl.PluralRules(current.language);
  return plurals.select(Number(count));
}

/** A number as the language that is spoken writes it. */
export function numberWords(number: number): string {
  numbers ??= new Intl.NumberFormat(current.language);
  return numbers.format(number);
}
