import type { Room } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';
import type { RoomState } from '../../wire/messages.ts';
import { limits } from '../../words/limits.ts';
import type { Feed } from './reader.ts';

/* Works out what a device is owed of each room of its account. */

/** A room of an account, with what a device is owed of it. */
export interface ReadPosition {
  readonly room: Room;
  readonly state: RoomState;
}

/**
 * The rooms of an account, the lobby first, with what is owed of each: at most the last 1,000 messages;
 * the older ones are `skipped`.
 * @param shownOf sequence number up to which nothing is owed of a room, where the account has read it
 *   up to `readPosition` on any device
 */
export function readPositions(
  directory: Directory,
  account: number,
  shownOf: (room: Room, readPosition: number) => number,
): ReadPosition[] {
  return directory.roomsOf(account).map(({ room, name, readPosition }) => {
    const from = Math.min(shownOf(room, readPosition), room.lastSeq);
    const after = Math.max(from, room.lastSeq - limits.replayMessages);
    const { key, lastSeq: last } = room;
    const read = readPosition > after ? { read: readPosition } : {};
    return { room, state: { room: key, name, last, after, ...read, skipped: after - from } };
  });
}

/** A room that an account is in from now on, where nothing is owed of what came up to `after`. */
export function positionIn(feed: Feed, name: string, after: number): RoomState {
  return { room: feed.key, name, last: after, after, skipped: 0 };
}
