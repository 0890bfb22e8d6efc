import { textOf } from './text-of.ts';

/** How much a line keeps: what is undefined is not bounded. */
interface Kept {
  readonly keepMs?: number;
  readonly keepBytes?: number;
}

/** Older messages are gone, and how much the line keeps: `older messages were dropped: the line keeps 365 days`. */
export function droppedWords(dropped: Kept): string {
  const kept = keptWords(dropped);
  return kept === undefined
    ? textOf('history.dropped')
    : textOf('history.dropped-beyond', { kept });
}

/** How much a line keeps: `365 days and at most 2 GB`; undefined for everything. */
export function keptWords({ keepMs, keepBytes }: Kept): string | undefined {
  const bounds = [
    ...(keepMs === undefined ? [] : [durationWords(keepMs)]),
    ...(keepBytes === undefined ? [] : [sizeWords(keepBytes)]),
  ];
  const [first, second] = bounds;
  if (first === undefined || second === undefined) return first;
  return textOf('history.kept-both', { first, second });
}

const lengths = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** A length of time in the largest unit that it is a whole number of: `365 days`, `36 hours`. */
function durationWords(durationMs: number): string {
  const [name, unit] = lengths.find(([, amount]) => durationMs % amount === 0) ?? lengths[3];
  return textOf(`duration.${name}`, { count: durationMs / unit });
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
