import { PartylineError } from '../../base/errors.ts';
import type { Directory } from '../../store/directory.ts';
import type { HistoryReader } from '../../store/history.ts';
import type { HistoryPage } from '../../store/history-queries.ts';
import { personNamed } from './account-named.ts';
import type { Handler, Requester } from './handler.ts';

/* Answers `history` and `history.find`. */

/** Bytes of messages, as JSON, in one answer to `history`; a single one may be longer. */
export const historyBytes = 24 * 1024;

interface Parts {
  readonly directory: Directory;
  readonly history: HistoryReader;
}

/** `history`: a page of a room, of the last entries or of those at a place. */
export function readHistory({ history, directory }: Parts): Handler<'history'> {
  return async (requester, { room: address, after, before, around, limit }) => {
    const room = readableRoom(directory, requester, address);
    const bounds = { limit, maxBytes: historyBytes };
    const { first, runs, more } = await page();
    return { room: address, first, runs, more };

    function page(): Promise<HistoryPage> {
      if (around !== undefined) {
        assertAlone(after ?? before);
        return history.around(room, around, bounds);
      }
      if (after === undefined) return history.before(room, before ?? endOfRoom, bounds);
      const through = before === undefined ? {} : { through: before - 1 };
      return history.after(room, after, { ...bounds, ...through });
    }
  };
}

/** Behind every entry that a room can have. */
const endOfRoom = Number.MAX_SAFE_INTEGER;

function assertAlone(other: number | undefined): void {
  if (other === undefined) return;
  const sentence =
    'The history around an entry cannot be bounded by "after" or "before": ask for one of them.';
  throw new PartylineError('message.invalid', sentence, { field: 'around' });
}

/** `history.find`: the place in a room after which messages are from a time, or later. */
export function findInHistory({ history, directory }: Parts): Handler<'history.find'> {
  return async (requester, { room, at }) => {
    const after = await history.placeOf(readableRoom(directory, requester, room), at);
    return { room, after };
  };
}

/** Throws `forbidden`, `name.unknown` and `room.unknown`. */
function readableRoom(directory: Directory, requester: Requester, room: string): number {
  const key = room.startsWith('@')
    ? requester.conversationWith(personNamed(directory, room.slice(1)))
    : room;
  return requester.permissions.roomFor('read', key);
}
