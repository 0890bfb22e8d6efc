import type { Stretch } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';
import type { HistoryReader } from '../../store/history.ts';
import type { Handler, Requester } from './handler.ts';
import { roomKey } from './room-address.ts';

/* Answers `history` and `history.find`. */

/** Bytes of messages, as JSON, in one answer to `history`; a single one may be longer. */
export const historyBytes = 24 * 1024;

interface Parts {
  readonly directory: Directory;
  readonly history: HistoryReader;
}

/** `history`: messages of a room after a place, as far as they are of one stretch that may be read. */
export function readHistory({ history, directory }: Parts): Handler<'history'> {
  return async (requester, { room, after, limit }) => {
    const { room: number, stretches } = readable(directory, requester, room);
    const { since, through, hasMore } = stretchAfter(stretches, after);
    const bounds = { limit, maxBytes: historyBytes, through };
    const { first, runs, more } = await history.after(number, since, bounds);
    return { room, first, runs, more: more || hasMore };
  };
}

/** The part behind a place of the first stretch that ends behind it; an empty one where there is none. */
function stretchAfter(stretches: readonly Stretch[], place: number) {
  const index = stretches.findIndex(([, until]) => until === null || until > place);
  const [since, until] = stretches[index] ?? [place, place];
  const through = until ?? Number.MAX_SAFE_INTEGER;
  return {
    since: Math.max(since, place),
    through,
    hasMore: index >= 0 && index + 1 < stretches.length,
  };
}

/** `history.find`: the place in a room after which messages are from a time, or later. */
export function findInHistory({ history, directory }: Parts): Handler<'history.find'> {
  return async (requester, { room, at }) => {
    const { room: number, stretches } = readable(directory, requester, room);
    const after = await history.placeOf(number, at);
    return { room, after: Math.max(after, stretches[0]?.[0] ?? 0) };
  };
}

/** Throws `forbidden`, `name.unknown` and `room.unknown`. */
function readable(directory: Directory, requester: Requester, room: string) {
  return requester.permissions.readable(roomKey(directory, requester, room));
}
