import type { Entry } from './runs.ts';

/** What stands around the content of an entry in its run: a mid, two numbers, and what separates them. */
const besideContent = 96;
/** What begins a run, and ends it: a name and a time. */
const aroundRun = 80;

/**
 * What an entry adds to a message, in bytes of UTF-8, at the most.
 *
 * @param before the entry in front of it; undefined for the first
 */
export function entryBytes(entry: Entry, before?: Entry): number {
  const run = entry.from === before?.from ? 0 : aroundRun;
  return Buffer.byteLength(entry.content) + besideContent + run;
}
