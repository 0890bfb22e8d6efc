import { PartylineError } from '../../base/errors.ts';
import { given } from '../../base/given.ts';
import { worded } from '../../base/worded.ts';
import type { Stretch } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';
import type { HistoryReader } from '../../store/history.ts';
import type { HistoryPage } from '../../store/history-queries.ts';
import type { AnswerFields } from '../../wire/requests.ts';
import type { LiveSettings } from '../live-settings.ts';
import type { Handler, Requester } from './handler.ts';
import { roomKey } from './room-address.ts';

/* Answers `history` and `history.find`. */

/** Bytes of messages, as JSON, in one answer to `history`; a single one may be longer. */
export const historyBytes = 24 * 1024;

interface Parts {
  readonly directory: Directory;
  readonly history: HistoryReader;
  readonly line: Readonly<Pick<LiveSettings, 'keep'>>;
}

/** `history`: a page of a room, of the last entries or of those at a place, as far as they may be read. */
export function readHistory({ history, directory, line }: Parts): Handler<'history'> {
  return async (requester, { room: address, after, before, around, limit }) => {
    const { room, key, stretches } = readable(directory, requester, address);
    const bounds = { limit, maxBytes: historyBytes, stretches };
    const { first, runs, more, droppedThrough } = await page();
    const dropped = droppedFrom(droppedThrough, stretches, line.keep);
    return { room: key, first, runs, more, ...dropped };

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
  throw new PartylineError('message.invalid', worded('history.around'), { field: 'around' });
}

/** `history.find`: the place in a room after which messages are from a time, or later. */
export function findInHistory({ history, directory, line }: Parts): Handler<'history.find'> {
  return async (requester, { room: address, at }) => {
    const { room, key, stretches } = readable(directory, requester, address);
    const { after, droppedThrough } = await history.placeOf(room, at);
    const isBehind = after > droppedThrough;
    const dropped = isBehind ? {} : droppedFrom(droppedThrough, stretches, line.keep);
    return { room: key, after: Math.max(after, stretches[0]?.[0] ?? 0), ...dropped };
  };
}

/** The field `dropped` of an answer, where something is gone that could be read. */
function droppedFrom(
  through: number,
  stretches: readonly Stretch[],
  { ms, bytes }: LiveSettings['keep'],
): Pick<AnswerFields<'history'>, 'dropped'> {
  if (through <= (stretches[0]?.[0] ?? 0)) return {};
  return { dropped: { through, ...given({ keepMs: ms, keepBytes: bytes }) } };
}

/**
 * A room that the requester may read: also one that they have left, by what they called it, where they find no other
 * under this name. Throws `forbidden`, `name.unknown` and `room.unknown`.
 */
export function readable(directory: Directory, requester: Requester, room: string) {
  const key = roomKey(directory, requester, room);
  const left = key.startsWith('#')
    ? directory.roomLeft(requester.account, key.slice(1))
    : undefined;
  return requester.permissions.readable(left?.key ?? key);
}
