import type { Facts, LogLevel } from './log.ts';

/* An event of the log as text: one line of JSON, or of words. */

/** Causes of an error that are told, at most: they may lead in a circle. */
const maxCauses = 8;

/**
 * An event as a line of JSON, its end included: time, level and event, then the facts. Facts that JSON cannot
 * hold as they are (errors, whole numbers of any size, circles) are put into words; those that nothing can be
 * made of are left out, and the event stays.
 *
 * @param at milliseconds since 1970 UTC
 */
export function formatLogLine(level: LogLevel, event: string, facts: Facts, at: number): string {
  const head = { level, time: new Date(at).toISOString(), event };
  const { error } = facts;
  const entry = {
    ...head,
    ...facts,
    ...(error instanceof Error ? { error: describeError(error, maxCauses) } : {}),
  };
  return `${asJson(entry) ?? JSON.stringify(head)}\n`;
}

/**
 * The same in words, for people: `2026-11-27T20:07:00.000Z warn login.failed code=auth.failed name=ana`. Values that are
 * no plain words are JSON.
 */
export function formatLogWords(level: LogLevel, event: string, facts: Facts, at: number): string {
  const { time, ...entry } = JSON.parse(formatLogLine(level, event, facts, at));
  const { level: _level, event: _event, ...rest } = entry;
  const words = Object.entries(rest).map(([name, value]) => `${name}=${wordFor(value)}`);
  return `${[time, level, event, ...words].join(' ')}\n`;
}

/** A value of a line of the log as one word: itself where it is plain, else JSON. */
export function wordFor(value: unknown): string {
  return typeof value === 'string' && /^[^\s"]+$/.test(value) ? value : JSON.stringify(value);
}

/** An Error as plain values, its causes included; anything else as it is. */
function describeError(error: unknown, causes: number): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const { code } = error as { readonly code?: unknown };
  const told = causes === 0 ? undefined : describeError(cause, causes - 1);
  return { name, message, code, stack, cause: told };
}

/** The entry as JSON; undefined when that cannot be, as with a getter that throws. */
function asJson(entry: object): string | undefined {
  for (const replace of [undefined, withoutCircles()]) {
    try {
      return JSON.stringify(entry, replace);
    } catch {
      // The careful way is for the few entries that need it.
    }
  }
  return undefined;
}

/** A replacer for JSON.stringify that puts into words whatever it would refuse. */
function withoutCircles(): (this: unknown, key: string, value: unknown) => unknown {
  const around: unknown[] = [];
  return function replace(this: unknown, _key: string, value: unknown): unknown {
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    while (around.length > 0 && around.at(-1) !== this) around.pop();
    if (around.includes(value)) return '[Circular]';
    around.push(value);
    return value;
  };
}
