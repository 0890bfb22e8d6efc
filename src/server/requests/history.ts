import type { HistoryReader } from '../../store/history.ts';
import type { Handler } from './handler.ts';

/** Bytes of messages, as JSON, in one answer to `history`; a single one may be longer. */
export const historyBytes = 24 * 1024;

interface Parts {
  readonly history: HistoryReader;
}

/** `history`: messages of a room after a place. */
export function readHistory({ history }: Parts): Handler<'history'> {
  return async (requester, { room, after, limit }) => {
    const number = requester.permissions.roomFor('read', room);
    const { messages, more } = await history.after(number, after, limit, historyBytes);
    return { room, messages: [...messages], more };
  };
}

/** `history.find`: the place in a room after which messages are from a time, or later. */
export function findInHistory({ history }: Parts): Handler<'history.find'> {
  return async (requester, { room, at }) => {
    const after = await history.placeOf(requester.permissions.roomFor('read', room), at);
    return { room, after };
  };
}
