import { stretchesOf } from '../../chat/policy.ts';
import type { Membership, Room } from '../../chat/tables.ts';
import type { Conversation, Directory } from '../../store/directory.ts';
import type { RoomState } from '../../wire/messages.ts';
import { limits } from '../../words/limits.ts';

/* Works out what a device is owed of each room of its account. */

/** A room of an account, with what a device is owed of it. */
export interface ReadPosition {
  readonly room: Room;
  /** The account reads what comes after this. */
  readonly since: number;
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
  return directory.roomsOf(account).map((conversation) => {
    const { room, membership } = conversation;
    const shown = Math.max(shownOf(room, membership.readPosition), membership.since);
    const from = Math.min(shown, room.lastSeq);
    const after = Math.max(from, room.lastSeq - limits.replayMessages);
    const { readPosition } = membership;
    const read = readPosition > after ? { read: readPosition } : {};
    const place = { last: room.lastSeq, after, ...read, skipped: after - from };
    return { room, since: membership.since, state: roomState(conversation, place) };
  });
}

/**
 * A room that an account has left, with what a device is owed of it that has everything up to `seq`; undefined: nothing.
 *
 * @param key the id of any room
 */
export function missedOf(
  directory: Directory,
  account: number,
  key: string,
  seq: number,
): RoomState | undefined {
  const room = directory.roomByKey(key);
  const conversation = room && directory.conversation(account, room.id);
  if (conversation?.membership.state !== 'out') return undefined;
  const [, last] = stretchesOf(conversation.membership).at(-1) ?? [];
  if (last === undefined || last === null || last <= seq) return undefined;
  const after = Math.max(seq, last - limits.replayMessages);
  return roomState(conversation, { last, after, skipped: after - seq });
}

/**
 * A room as a member is told it.
 *
 * @param place how far the member is served of it
 */
export function roomState(
  { room, membership, name }: Conversation,
  place: Pick<RoomState, 'last' | 'after' | 'read' | 'skipped'>,
): RoomState {
  const { key, topic, access, readonly, slowMs, history, archived } = room;
  const settings = { access, readonly, slowMs, history, archived };
  const { role } = membership;
  return { room: key, name, topic, ...settings, role, ...place, ...stretches(membership) };
}

/** Left out for who may read everything. */
function stretches(membership: Membership): Pick<RoomState, 'stretches'> {
  if (membership.since === 0) return {};
  return { stretches: stretchesOf(membership).map(([after, through]) => ({ after, through })) };
}
