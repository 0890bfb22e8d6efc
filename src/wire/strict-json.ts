import { PartylineError } from '../base/errors.ts';

/** A value of JSON. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object; every name is a property of its own, `__proto__` too. */
export interface JsonObject {
  [name: string]: JsonValue;
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Parses a text as I-JSON (RFC 7493): JSON without repeated names or lone surrogates, whose nesting is
 * at most `maxDepth` (an array or object with nothing nested in it has depth 1).
 *
 * @throws PartylineError `frame.invalid` if it is not JSON, `message.invalid` for the rest, with the
 *   field where there is one
 */
export function parseStrictJson(text: string, maxDepth: number): JsonValue {
  const namesWritten = countNamesWritten(text, maxDepth);
  const value = parse(text);
  if (countNames(value) !== namesWritten) {
    throw invalidField(pathOfFirst('repeated name', text), 'is there more than once');
  }
  if (text.includes('\\u')) checkSurrogates(value, '');
  return value;
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PartylineError('frame.invalid', 'The message is not JSON.', { cause });
  }
}

/**
 * Counts the names in the text and checks its depth, before the text is known to be JSON: in any other
 * text the count does not matter.
 */
function countNamesWritten(text: string, maxDepth: number): number {
  let names = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) at = endOfString(text, at);
    else if (unit === colon) names++;
    else if (unit === openBrace || unit === openBracket) checkDepth(++depth, maxDepth, text, at);
    else if (unit === closeBrace || unit === closeBracket) depth--;
  }
  return names;
}

function checkDepth(depth: number, maxDepth: number, text: string, at: number): void {
  if (depth <= maxDepth) return;
  const path = pathOfFirst('end', text.slice(0, at));
  throw invalidField(path, `is nested deeper than ${maxDepth} levels`);
}

/** Index of the quote that ends the string which begins at `start`; the text's length if none does. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === backslash) before--;
  return (at - before) % 2 === 0;
}

/** Runs for every message that comes: `for ... in` makes no list of a plain object's names. */
function countNames(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const child of value) count += countNames(child);
    return count;
  }
  for (const name in value) count += 1 + countNames(value[name] ?? null);
  return count;
}

/** An object or array that a walk through a text is inside of. */
interface Level {
  /** Names that the object has so far; undefined for an array. */
  readonly names?: Set<string>;
  /** The name or index that the walk has come to. */
  at: string | number;
}

/** Walks a text once more, to the first repeated name or to its end, and says where in the message that is. */
function pathOfFirst(goal: 'repeated name' | 'end', text: string): string {
  const open: Level[] = [];
  let string = '';
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const level = open.at(-1);
    if (unit === quote) {
      const end = endOfString(text, at);
      string = text.slice(at, end + 1);
      at = end;
    } else if (unit === colon) {
      if (!isNew(level, nameIn(string)) && goal === 'repeated name') break;
    } else if (unit === comma && typeof level?.at === 'number') level.at++;
    else if (unit === openBrace) open.push({ names: new Set(), at: '' });
    else if (unit === openBracket) open.push({ at: 0 });
    else if (unit === closeBrace || unit === closeBracket) open.pop();
  }
  return open.map((level) => level.at).join('.');
}

function isNew(level: Level | undefined, name: string): boolean {
  if (level?.names === undefined) return true;
  level.at = name;
  return level.names.size < level.names.add(name).size;
}

/** Before the text is known to be JSON its strings may be none: they stand for themselves. */
function nameIn(string: string): string {
  try {
    return JSON.parse(string);
  } catch {
    return string;
  }
}

export function checkSurrogates(value: JsonValue, path: string): void {
  if (typeof value === 'string' && !value.isWellFormed()) {
    throw invalidField(path, 'holds a lone surrogate');
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    const field = path === '' ? name : `${path}.${name}`;
    checkSurrogates(name, field);
    checkSurrogates(child, field);
  }
}

/** Longest part of a field's path that an error repeats, in UTF-16 code units. */
const fieldLength = 64;

/**
 * The error `message.invalid` for one field.
 *
 * @param problem what is wrong, as the rest of a sentence that begins with the field: `is missing`
 */
export function invalidField(path: string, problem: string): PartylineError {
  const field = path.slice(0, fieldLength).toWellFormed();
  return new PartylineError('message.invalid', `The field ${JSON.stringify(field)} ${problem}.`, {
    field,
  });
}
