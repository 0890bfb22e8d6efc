import type { Entry } from './runs.ts';

/** Bytes around the content of an entry in its run: a mid, two numbers, and their names. */
const besideContent = 96;
/** Bytes of the name of reactions. */
const besideReactions = 16;
/** Bytes that begin and end a run: a name and a time. */
const aroundRun = 80;

/**
 * The bytes of UTF-8 that an entry adds to a message, at the most.
 *
 * @param before the entry in front of it; undefined for the first
 */
export function entryBytes(entry: Entry, before?: Entry): number {
  const run = entry.from === before?.from ? 0 : aroundRun;
  const { content, reactions } = entry;
  const added = reactions === undefined ? 0 : Buffer.byteLength(reactions) + besideReactions;
  return Buffer.byteLength(content) + besideContent + run + added;
}

/** No entry of as many characters takes more bytes: of UTF-8, a UTF-16 unit takes three at the most. */
export function mostEntryBytes({ content, reactions = '' }: Entry): number {
  return (content.length + reactions.length) * 3 + besideContent + besideReactions + aroundRun;
}
