import { PartylineError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';
import type { RoomChange, RoomSettings } from '../words/room-settings.ts';
import { type Acting, actingIn, type RoomAct } from './room-checks.ts';
import { addRoomEntry, type RoomOutcome, unchanged } from './room-entries.ts';
import { freeName } from './room-names.ts';
import type { Room, Tables } from './tables.ts';

/* The rules of what a room is: its topic, its name and its settings. */

/** Sets the topic of a room; empty: none. */
export interface SetTopic extends RoomAct {
  readonly type: 'room.topic';
  readonly topic: string;
}

/** Changes one setting of a room, or its name. */
export interface ChangeRoom extends RoomAct {
  readonly type: 'room.change';
  readonly change: RoomChange;
}

/**
 * Sets the topic. Nothing happens if it is that already.
 * @throws PartylineError `room.unknown`, `forbidden`, `name.unknown`, `auth.pending`, `auth.banned`
 */
export function setTopic(tables: Tables, proposal: SetTopic): RoomOutcome {
  const acting = actingIn(tables, proposal, 'set-topic');
  const { topic } = proposal;
  if (topic === acting.room.topic) return unchanged(acting.room);
  tables.putRoom({ ...acting.room, topic });
  return told(tables, proposal, acting, { kind: 'topic', text: topic });
}

/**
 * Changes one setting, or the name. Nothing happens where it is so already.
 * @throws PartylineError `room.unknown`, `forbidden` for who does not own the room, and for what a lobby cannot
 *   be; `room.name-taken` where another public room has the name; `name.unknown`, `auth.pending`, `auth.banned`
 */
export function changeRoom(tables: Tables, proposal: ChangeRoom): RoomOutcome {
  const acting = actingIn(tables, proposal, 'configure');
  const { room } = acting;
  const { change } = proposal;
  const [[setting, value]] = Object.entries(change) as [[keyof Room, Room[keyof Room]]];
  if (room[setting] === value) return unchanged(room);
  const changed: Room = { ...room, ...change };
  if (room.kind === 'lobby') assertFitsLobby(changed);
  else assertFreeName(tables, changed);
  tables.putRoom(changed);
  const outcome = told(tables, proposal, acting, contentOf(change));
  if (!('name' in change)) return outcome;
  renameForMembers(tables, changed);
  return { ...outcome, renamed: true };
}

function assertFitsLobby({ access, name, archived }: Room): void {
  if (access === 'public' && name === null && !archived) return;
  throw new PartylineError('forbidden', worded('room.lobby-stays'));
}

/** A public room has its name for itself; it can come by one that is taken in three ways. */
function assertFreeName(tables: Tables, { id, name, access, archived }: Room): void {
  if (name === null || access === 'private' || archived) return;
  const other = tables.publicRoom(name);
  if (other === undefined || other.id === id) return;
  throw new PartylineError('room.name-taken', worded('room.name-public', { room: name }));
}

/** Those who are in another room of that name call this one by another. */
function renameForMembers(tables: Tables, room: Room): void {
  for (const member of tables.membersOf(room.id)) {
    tables.putMembership({ ...member, name: freeName(tables, member.account, room) });
  }
}

type EventContent = {
  readonly kind: 'topic' | 'renamed' | 'changed' | 'archived';
  readonly text: string;
};

/** How a change is told, in the words of the command `/room`. */
function contentOf(change: RoomChange): EventContent {
  if ('name' in change) return { kind: 'renamed', text: change.name };
  if ('archived' in change) return { kind: 'archived', text: change.archived ? '' : 'off' };
  return { kind: 'changed', text: settingWords(change) };
}

function settingWords(change: Partial<RoomSettings>): string {
  if (change.access !== undefined) return change.access;
  if (change.readonly !== undefined) return `readonly ${change.readonly ? 'on' : 'off'}`;
  if (change.history !== undefined) return `history ${change.history}`;
  return `slow ${change.slowMs === 0 ? 'off' : change.slowMs}`;
}

function told(
  tables: Tables,
  { at }: RoomAct,
  { account, room }: Acting,
  content: EventContent,
): RoomOutcome {
  const entry = addRoomEntry(tables, { room, account: account.id, at, content });
  return { room: room.id, entries: [entry], memberships: [] };
}

/** The rules of what a room is. */
export const roomSettingsRules = { 'room.topic': setTopic, 'room.change': changeRoom };
