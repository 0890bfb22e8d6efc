import type { Directory } from '../../store/directory.ts';
import type { HistoryReader } from '../../store/history.ts';
import { personNamed } from './account-named.ts';
import type { Handler, Requester } from './handler.ts';

/* Answers `history` and `history.find`. */

/** Bytes of messages, as JSON, in one answer to `history`; a single one may be longer. */
export const historyBytes = 24 * 1024;

interface Parts {
  readonly directory: Directory;
  readonly history: HistoryReader;
}

/** `history`: messages of a room after a place. */
export function readHistory({ history, directory }: Parts): Handler<'history'> {
  return async (requester, { room, after, limit }) => {
    const number = readableRoom(directory, requester, room);
    const page = await history.after(number, after, { limit, maxBytes: historyBytes });
    const { first, runs, more } = page;
    return { room, first, runs, more };
  };
}

/** `history.find`: the place in a room after which messages are from a time, or later. */
export function findInHistory({ history, directory }: Parts): Handler<'history.find'> {
  return async (requester, { room, at }) => {
    const after = await history.placeOf(readableRoom(directory, requester, room), at);
    return { room, after };
  };
}

/** The number of a room that the requester may read. Throws `forbidden`, `name.unknown` and `room.unknown`. */
export function readableRoom(directory: Directory, requester: Requester, room: string): number {
  const key = room.startsWith('@')
    ? requester.conversationWith(personNamed(directory, room.slice(1)))
    : room;
  return requester.permissions.roomFor('read', key);
}
