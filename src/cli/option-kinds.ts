import { InputError } from '../base/errors.ts';
import { nearest } from '../terminal/nearest.ts';
import { parsePort } from '../wire/address.ts';
import { absolutePath } from './paths.ts';
import type { Surroundings } from './surroundings.ts';

/** A value of a configuration file. */
export type FileValue = unknown;

/** What reading a value may need besides the value. */
export interface Place {
  readonly surroundings: Surroundings;
  /** Where relative paths count from: the working folder, or that of the configuration file. */
  readonly folder: string;
}

/**
 * What values an option takes and how they are read. Both readers throw InputError with a sentence
 * that names the value and what was expected, not where it came from.
 */
export interface OptionKind<Value> {
  /** Stands for the value in help texts; undefined for what is switched on and off. */
  readonly placeholder: string | undefined;
  /** Reads what was given on the command line or in the environment. */
  fromText(text: string, place: Place): Value;
  /** Reads what stands in a file of TOML. */
  fromFile(value: FileValue, place: Place): Value;
}

/** A text; `check` returns it as it is to be used. */
export function textKind(
  placeholder: string,
  check: (text: string) => string = notEmpty,
): OptionKind<string> {
  return { placeholder, fromText: check, fromFile: (value) => check(textOf(value)) };
}

/** A TCP port; 0 lets the system choose. */
export const portKind: OptionKind<number> = {
  placeholder: 'PORT',
  fromText: (text) => parsePort(text, 0),
  fromFile(value) {
    if (typeof value === 'number') return parsePort(String(value), 0);
    throw new InputError(`${shown(value)} is not a port: write a number without quotes.`);
  },
};

const switchWords: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  1: true,
  false: false,
  no: false,
  off: false,
  0: false,
};

/** Something that is on or off. */
export const switchKind: OptionKind<boolean> = {
  placeholder: undefined,
  fromText(text) {
    const value = switchWords[text.trim().toLowerCase()];
    if (value !== undefined) return value;
    throw new InputError(`${shown(text)} is neither yes nor no.`);
  },
  fromFile(value) {
    if (typeof value === 'boolean') return value;
    throw new InputError(`${shown(value)} is neither true nor false, without quotes.`);
  },
};

/** One of a few words; capital letters do not matter. */
export function choiceKind<Word extends string>(
  placeholder: string,
  words: readonly Word[],
): OptionKind<Word> {
  const choose = (text: string): Word => {
    const found = words.find((word) => word === text.trim().toLowerCase());
    if (found !== undefined) return found;
    const meant = nearest(text.trim().toLowerCase(), words);
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    throw new InputError(`${shown(text)} is not one of ${words.join(', ')}.${hint}`);
  };
  return {
    placeholder,
    fromText: choose,
    fromFile: (value) => choose(textOf(value)),
  };
}

/** A file or folder; read into an absolute path. */
export function pathKind(placeholder: string): OptionKind<string> {
  const resolve = (text: string, { folder, surroundings }: Place): string =>
    absolutePath(notEmpty(text), folder, surroundings);
  return {
    placeholder,
    fromText: resolve,
    fromFile: (value, place) => resolve(textOf(value), place),
  };
}

function notEmpty(text: string): string {
  if (text.trim() !== '') return text;
  throw new InputError('the value is empty.');
}

function textOf(value: FileValue): string {
  if (typeof value === 'string') return value;
  throw new InputError(`${shown(value)} is not a text: put it in quotes.`);
}

/** A value as a person wrote it, short enough for a sentence. */
function shown(value: FileValue): string {
  const text = JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? `${part}` : part));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
