/* The part of a room's entries that is in the document: the rest is put there as somebody scrolls to it. */

/** Places in the list of entries: from `start` up to, but without, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Entries in the document at the most, and how many are added at once at one side. */
export const mostInDocument = 160;
export const addedAtOnce = 40;
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

/** With more at one side, and no more than there may be at the other. */
export function extended({ start, end }: Span, side: 'before' | 'after', count: number): Span {
  if (side === 'before') {
    const more = Math.max(0, start - addedAtOnce);
    return { start: more, end: Math.min(end, more + mostInDocument) };
  }
  const more = Math.min(count, end + addedAtOnce);
  return { start: Math.max(start, more - mostInDocument), end: more };
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
  const places = new Map(keys.map((key, place) => [key, place]));
  const first = before.find((key) => places.has(key));
  const last = before.findLast((key) => places.has(key));
  if (first === undefined || last === undefined) return undefined;
  return { start: places.get(first) as number, end: (places.get(last) as number) + 1 };
}
