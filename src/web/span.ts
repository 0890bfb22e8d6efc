/* The part of a room's entries that is in the document: the rest is put there as somebody scrolls to it. */

/** Places in the list of entries: from `start` up to, but without, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Entries in the document at the most. */
export const mostInDocument = 160;
/** Entries in the document where the end of a room is looked at. */
const atEnd = 80;

/** The end of so many entries. */
export function spanAtEnd(count: number): Span {
  return { start: Math.max(0, count - atEnd), end: count };
}

/** Around a place, as for a message that was looked for. */
export function spanAround(place: number, count: number): Span {
  const start = Math.max(0, Math.min(place - atEnd / 2, count - atEnd));
  return { start, end: Math.min(count, start + atEnd) };
}

/**
 * With more at one side, and without those at the other that are not kept, or that there may not be.
 *
 * @param changes `added`: so many more; `kept`: so many of the present ones stay at that side
 */
export function extended(
  { start, end }: Span,
  side: 'before' | 'after',
  count: number,
  { added, kept }: { readonly added: number; readonly kept: number },
): Span {
  if (side === 'before') {
    const more = Math.max(0, start - added);
    return { start: more, end: Math.min(end, start + kept, more + mostInDocument) };
  }
  const more = Math.min(count, end + added);
  return { start: Math.max(start, end - kept, more - mostInDocument), end: more };
}

/**
 * The same entries after the list has changed: they are found again by the first one and the last one that are still
 * there.
 *
 * @param keys the keys of the list as it is now
 * @param before the keys of the entries that were in the document, in their order
 * @returns undefined where none of them is there any more
 */
export function spanAgain(keys: readonly number[], before: readonly number[]): Span | undefined {
  const first = before.find((key) => keys.includes(key));
  const last = before.findLast((key) => keys.includes(key));
  if (first === undefined || last === undefined) return undefined;
  return { start: keys.indexOf(first), end: keys.lastIndexOf(last) + 1 };
}
