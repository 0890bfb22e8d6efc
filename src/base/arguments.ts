import { InputError } from './errors.ts';

/*
 * Checks of what a program gives to a public function: JavaScript has no types, and an error from deep inside
 * tells nobody what was wrong.
 */

/** The kind that an argument has to be of. */
export interface Kind {
  /** In a sentence: `must be ...`. */
  readonly words: string;
  accepts(value: unknown): boolean;
}

/** The kinds of an argument's fields; each may be left out. */
export type Kinds = Readonly<Record<string, Kind>>;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A text. */
export const text: Kind = { words: 'a text', accepts: (value) => typeof value === 'string' };
/** A choice. */
export const flag: Kind = {
  words: 'true or false',
  accepts: (value) => typeof value === 'boolean',
};
/** Something to call. */
export const callback: Kind = {
  words: 'a function',
  accepts: (value) => typeof value === 'function',
};
/** A reason to stop. */
export const signal: Kind = {
  words: 'an AbortSignal',
  accepts: (value) => value instanceof AbortSignal,
};
/** An error. */
export const error: Kind = { words: 'an Error', accepts: (value) => value instanceof Error };
/** A list of texts. */
export const texts: Kind = {
  words: 'a list of texts',
  accepts: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
};
/** A length of time in milliseconds. */
export const duration: Kind = {
  words: 'a number of milliseconds, 0 or more',
  accepts: (value) => typeof value === 'number' && value >= 0,
};
/** Anything with fields. */
export const object: Kind = {
  words: 'an object',
  accepts: (value) => isObject(value) && !Array.isArray(value),
};

/** A whole number. */
export function integer(least: number, most: number = Number.MAX_SAFE_INTEGER): Kind {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  return {
    words: `a whole number, ${range}`,
    accepts: (value) =>
      Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
  };
}

/** One of a few words. */
export function oneOf(words: readonly string[]): Kind {
  return {
    words: `one of ${words.join(', ')}`,
    accepts: (value) => words.some((word) => word === value),
  };
}

/** One kind or another. */
export function either(...kinds: readonly Kind[]): Kind {
  return {
    words: kinds.map(({ words }) => words).join(', or '),
    accepts: (value) => kinds.some((kind) => kind.accepts(value)),
  };
}

/** An object with certain methods. */
export function objectWith(...methods: readonly string[]): Kind {
  return {
    words: `an object with ${methods.join(', ')}`,
    accepts: (value) =>
      isObject(value) &&
      methods.every((name) => typeof (value as Record<string, unknown>)[name] === 'function'),
  };
}

/**
 * Refuses an argument of another kind.
 *
 * @param attempt what cannot be done with it: `Cannot send`
 * @throws InputError
 */
export function assertArgument(attempt: string, name: string, value: unknown, kind: Kind): void {
  if (kind.accepts(value)) return;
  throw new InputError(`${attempt}: ${name} must be ${kind.words}, and is ${shown(value)}.`);
}

/**
 * Refuses options of other kinds, and names that no option has.
 *
 * @param attempt what cannot be done with them
 * @throws InputError
 */
export function assertOptions(attempt: string, options: unknown, kinds: Kinds): void {
  assertArgument(attempt, 'options', options, object);
  for (const [name, value] of Object.entries(options as object)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) {
      const known = Object.keys(kinds).join(', ');
      throw new InputError(`${attempt}: there is no option ${shown(name)}; there are ${known}.`);
    }
    if (value !== undefined) assertArgument(attempt, name, value, kind);
  }
}

/** A value, short enough for a sentence. */
export function shown(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
    case 'function':
      return 'a function';
    case 'symbol':
      return 'a symbol';
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object';
    default:
      return String(value);
  }
}
