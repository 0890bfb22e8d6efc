import { midOf } from '../base/mid-of-key.ts';
import { type Content, writeContent } from '../words/content.ts';
import type { Room, RoomEntry, Tables } from './tables.ts';

/* What happens to a room is an entry of its history: the rules add it with what happens. */

/** An entry that a rule has added, for those who read the room. */
export type AddedEntry = Omit<RoomEntry, 'position'>;

/** An account's place in a room began or ended with an entry. */
export interface MembershipChange {
  readonly room: number;
  readonly account: number;
  /** `in`: the entry is the first that it may read from now on; `out`: the last. */
  readonly state: 'in' | 'out';
  readonly seq: number;
}

/** What has happened in rooms: it is told to those who are connected. */
export interface RoomEvents {
  readonly entries: readonly AddedEntry[];
  readonly memberships: readonly MembershipChange[];
}

/** What a rule has changed in one room. */
export interface RoomOutcome extends RoomEvents {
  /** The room's number. */
  readonly room: number;
  /** Its members call it otherwise from now on. */
  readonly renamed?: boolean;
}

/** The outcome where everything is so already. */
export function unchanged({ id }: Pick<Room, 'id'>): RoomOutcome {
  return { room: id, entries: [], memberships: [] };
}

/**
 * Adds an entry to a room. Its mid follows from its place: it is lower than those that clients make, so that the
 * posts of its account need no look-up because of it.
 *
 * @param entry.account who did it
 */
export function addRoomEntry(
  tables: Tables,
  entry: Pick<AddedEntry, 'account' | 'at'> & { readonly room: Room; readonly content: Content },
): AddedEntry {
  const { account, at } = entry;
  // The room of the caller may be older than its last entry.
  const { id: room, key, lastSeq } = tables.room(entry.room.id) ?? entry.room;
  const seq = lastSeq + 1;
  const content = writeContent(entry.content);
  // Whoever foresees a mid and posts with it comes to the next one.
  for (let attempt = 0; ; attempt += 1) {
    const mid = midOf(`${key} ${seq} ${attempt}`);
    const added = { room, seq, account, mid, at, content, of: 0 };
    const first = tables.addEntry({ ...added, position: tables.nextPosition() });
    if (first === undefined) return added;
  }
}
