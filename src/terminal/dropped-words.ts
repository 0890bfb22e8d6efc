import type { DroppedHistory } from '../client/core/dropped-history.ts';
import { textOf } from './texts/text-of.ts';
import { wholeDurationWords } from './times.ts';

/** Older messages are gone, and how much the line keeps: `older messages were dropped: the line keeps 365 days`. */
export function droppedWords(dropped: DroppedHistory): string {
  const kept = keptWords(dropped);
  return kept === undefined
    ? textOf('history.dropped')
    : textOf('history.dropped-beyond', { kept });
}

/** How much a line keeps: `365 days and at most 2 GB`; undefined for everything. */
export function keptWords({
  keepMs,
  keepBytes,
}: Pick<DroppedHistory, 'keepMs' | 'keepBytes'>): string | undefined {
  const bounds = [
    ...(keepMs === undefined ? [] : [wholeDurationWords(keepMs)]),
    ...(keepBytes === undefined ? [] : [sizeWords(keepBytes)]),
  ];
  const [first, second] = bounds;
  if (first === undefined || second === undefined) return first;
  return textOf('history.kept-both', { first, second });
}

const sizes = [
  ['TB', 1_000 ** 4],
  ['GB', 1_000 ** 3],
  ['MB', 1_000 ** 2],
  ['byte', 1],
] as const;

/** A number of bytes in the largest unit that it is a whole number of. */
function sizeWords(bytes: number): string {
  const [name, unit] = sizes.find(([, amount]) => bytes % amount === 0) ?? sizes[3];
  return textOf(`size.${name}`, { count: bytes / unit });
}
