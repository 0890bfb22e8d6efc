import type { RoomState } from '../wire/messages.ts';
import { lastSeq, noEntries, type RoomEntries } from './room-entries.ts';

/** Where a person has scrolled to: the entry whose rows are the last that are seen. */
export interface ScrollPlace {
  /** The key of the entry. */
  readonly key: number;
  /** How many of its last rows lie below what is seen. */
  readonly rowsBelow: number;
}

/** A message that waits for the line to come up, or for an acknowledgement that is late. */
export interface PendingMessage {
  readonly mid: string;
  readonly text: string;
}

/** A room as a person sees it: the part of it that is here, and how much of it is unread. */
export interface RoomView {
  /** The room's id; of a conversation that has not begun, its name. */
  readonly room: string;
  /** How the account calls it. */
  readonly name: string;
  readonly topic: string;
  readonly entries: RoomEntries;
  readonly pending: readonly PendingMessage[];
  /** The number of its last entry, as far as it is known. */
  readonly last: number;
  /** The person has read up to this one, on any device. */
  readonly read: number;
  /** Messages of others behind that, and how many of them call the person. */
  readonly unread: number;
  readonly mentions: number;
  /** The rule that says where the unread messages begin stands somewhere behind this one; undefined: there is none. */
  readonly rule: number | undefined;
  /** undefined: at the end, and following it. */
  readonly scroll: ScrollPlace | undefined;
}

/** A room of which nothing is known but its name. */
export function roomNamed(name: string): RoomView {
  const nothing = { last: 0, read: 0, unread: 0, mentions: 0, rule: undefined, scroll: undefined };
  return { room: name, name, topic: '', entries: noEntries, pending: [], ...nothing };
}

/** A room as the server has told of it, with what was known of it before. */
export function roomOf(state: RoomState, before: RoomView | undefined): RoomView {
  const { room, name, topic, last, after, skipped, read = after - skipped } = state;
  const known = before ?? roomNamed(name);
  return {
    ...known,
    room,
    name,
    topic,
    last: Math.max(last, known.last),
    read: Math.max(read, known.read),
  };
}

/** Whether the end of the room is looked at. */
export function isAtEnd({ scroll, entries }: RoomView): boolean {
  return scroll === undefined && entries.isLive;
}

/** After a look at it: where its end is seen, all of it is read. */
export function seen(room: RoomView): RoomView {
  const isRead = isAtEnd(room) && (room.last === 0 || lastSeq(room.entries) !== undefined);
  return isRead ? { ...room, read: Math.max(room.read, room.last), unread: 0, mentions: 0 } : room;
}
