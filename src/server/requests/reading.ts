import type { Clock } from '../../base/clock.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { HistoryReader } from '../../store/history.ts';
import type { Receipts } from '../delivery/receipts.ts';
import { propose } from '../propose.ts';
import type { Handler } from './handler.ts';
import { readable } from './history.ts';

/* Answers `mark`, `unread` and `receipts`. */

/** Rooms in one answer to `unread`. */
export const roomsCounted = 200;

/** `mark`: a device has taken, or the person has read, a room up to an entry. */
export function markRoom(parts: {
  readonly directory: Directory;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly receipts: Receipts;
}): Handler<'mark'> {
  const { directory, journal, clock, receipts } = parts;
  return async (requester, { room: address, seq, as }) => {
    const { account } = requester;
    const { room } = readable(directory, requester, address);
    if (as === 'delivered') receipts.delivered({ account, room, seq });
    else await propose(journal, { type: 'read.mark', at: clock.now(), account, room, seq });
    return {};
  };
}

/** `receipts`: how far the others of a direct conversation have come. */
export function listReceipts(parts: {
  readonly directory: Directory;
  readonly receipts: Receipts;
}): Handler<'receipts'> {
  return (requester, { room }) => {
    const { room: number } = readable(parts.directory, requester, room);
    return { receipts: parts.receipts.of(number, requester.account) };
  };
}

/** `unread`: how much is unread in each room. The work is bounded, and done in the history's thread. */
export function countUnread(parts: {
  readonly directory: Directory;
  readonly history: HistoryReader;
}): Handler<'unread'> {
  const { directory, history } = parts;
  return async ({ account, name, permissions }, { after }) => {
    const rooms = directory.roomsOf(account).filter(({ room }) => permissions.mayRead(room.key));
    const begin = after === undefined ? 0 : rooms.findIndex(({ room }) => room.key === after) + 1;
    const asked = rooms.slice(begin, begin + roomsCounted);
    const counts = await history.unread({
      account,
      name,
      rooms: asked.map(({ room, membership: { since, readPosition } }) => {
        return { room: room.id, after: Math.max(since, readPosition) };
      }),
    });
    return {
      rooms: asked.map(({ room, name, membership }, index) => ({
        ...{ room: room.key, name, read: membership.readPosition, last: room.lastSeq },
        ...(counts[index] ?? { unread: 0, mentions: 0, more: false }),
      })),
      more: begin + asked.length < rooms.length,
    };
  };
}
