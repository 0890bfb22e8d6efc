import { InputError } from '../base/errors.ts';
import type { Line } from '../client/line.ts';
import { looksLikeDuration, parseDuration } from '../talk/times.ts';
import type { Kind } from './kinds.ts';

/** A place in a room: a number, or a moment, by itself or so long ago. */
export type HistoryPlace =
  | { readonly seq: number }
  /** Milliseconds since 1970 UTC. */
  | { readonly at: number }
  | { readonly agoMs: number };

/** ISO 8601: a day, or a day and a time, of this machine's zone if none stands behind it. */
const moment =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** A number (`1042`), a length of time (`10d`), or a moment (`2026-11-01`, `2026-11-01T09:30`). */
export const historyPlace: Kind<HistoryPlace> = {
  read(text) {
    const seq = Number(text);
    if (/^\d+$/.test(text) && seq >= 1 && Number.isSafeInteger(seq)) return { seq };
    if (looksLikeDuration(text)) return { agoMs: parseDuration(text) };
    const at = moment.test(text) ? timeOf(text) : Number.NaN;
    if (at >= 0) return { at };
    throw new InputError(
      `${JSON.stringify(text.slice(0, 40))} is no place in a room: write the number of a message, how long ago (10d), or a day or time (2026-11-01, 2026-11-01T09:30).`,
    );
  },
};

/** A day alone begins at midnight here, as a day with a time is one of here. */
function timeOf(text: string): number {
  return Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T'));
}

/** The number of the first message of a room at a place or behind it. */
export async function seqOf(line: Line, room: string, place: HistoryPlace): Promise<number> {
  if ('seq' in place) return place.seq;
  const at = 'at' in place ? place.at : Math.max(0, line.serverTime - place.agoMs);
  return (await line.request('history.find', { room, at })).after + 1;
}
