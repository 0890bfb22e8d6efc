import type { EventKind } from '../words/message-kind.ts';
import { recordEvent } from './audit.ts';
import { assertLaterTime } from './moderation.ts';
import {
  type Acting,
  actingIn,
  assertMayActOn,
  memberNamed,
  personNamed,
  type RoomAct,
} from './room-checks.ts';
import { addRoomEntry, type RoomOutcome, unchanged } from './room-entries.ts';
import { leaveRoom, withdrawInvitation } from './room-join.ts';
import { accountSubject, impose, isInForce, lift } from './sanctions.ts';
import type { Account, Sanction, Tables } from './tables.ts';

/* The rules by which operators of a room put people out of it, and keep them from it or from posting. */

interface ActOnPerson extends RoomAct {
  readonly name: string;
}

interface Imposing extends ActOnPerson {
  /** When it ends; null: not by itself. */
  readonly until: number | null;
  readonly reason: string;
}

/** Puts somebody out of a room, who may come back. */
export interface KickFromRoom extends ActOnPerson {
  readonly type: 'room.kick';
  readonly reason: string;
}

/** Keeps somebody out of a room, who need not be in it. */
export interface BanFromRoom extends Imposing {
  readonly type: 'room.ban';
}

/** Keeps somebody from posting in a room. */
export interface MuteInRoom extends Imposing {
  readonly type: 'room.mute';
}

/** Ends the ban of somebody from a room. */
export interface UnbanFromRoom extends ActOnPerson {
  readonly type: 'room.unban';
}

/** Ends the mute of somebody in a room. */
export interface UnmuteInRoom extends ActOnPerson {
  readonly type: 'room.unmute';
}

/**
 * Puts somebody out of a room.
 * @throws PartylineError `room.unknown`, `forbidden`, also for oneself and for an owner by an operator;
 *   `name.unknown` for who is not in the room; `auth.pending`, `auth.banned`
 */
export function kickFromRoom(tables: Tables, proposal: KickFromRoom): RoomOutcome {
  const { at, type, reason } = proposal;
  const acting = actingIn(tables, proposal, 'kick');
  const { account, membership } = memberNamed(tables, acting.room, proposal.name);
  assertMayActOn(acting, account, membership.role);
  recordAct(tables, acting, account, { at, type, data: { reason } });
  return leaveRoom(tables, membership, acting.room, entryOf(acting, 'kicked', account, proposal));
}

/**
 * Keeps somebody out of a room until a time or for good, instead of any ban of before, and puts them out of it.
 * @throws PartylineError as `kickFromRoom`, but for who is not in the room; `message.invalid` for an end that is
 *   not after the beginning
 */
export function banFromRoom(tables: Tables, proposal: BanFromRoom): RoomOutcome {
  const { acting, account } = imposed(tables, proposal, 'ban');
  const { room } = acting;
  const entry = entryOf(acting, 'banned', account, proposal);
  const membership = tables.membership(room.id, account.id);
  if (membership?.state === 'in') return leaveRoom(tables, membership, room, entry);
  if (membership?.state === 'invited') withdrawInvitation(tables, membership, proposal.at);
  return { ...unchanged(room), entries: [addRoomEntry(tables, { ...entry, room })] };
}

/**
 * Keeps somebody from posting in a room, until a time or for good, instead of any mute of before.
 * @throws PartylineError as `banFromRoom`
 */
export function muteInRoom(tables: Tables, proposal: MuteInRoom): RoomOutcome {
  const { acting, account } = imposed(tables, proposal, 'mute');
  const { room } = acting;
  const entry = entryOf(acting, 'muted', account, proposal);
  return { ...unchanged(room), entries: [addRoomEntry(tables, { ...entry, room })] };
}

/**
 * Ends a ban; nothing happens to who is not banned.
 * @throws PartylineError `room.unknown`, `forbidden`, `name.unknown`, `auth.pending`, `auth.banned`
 */
export function unbanFromRoom(tables: Tables, proposal: UnbanFromRoom): RoomOutcome {
  return lifted(tables, proposal, 'ban');
}

/**
 * Ends a mute; nothing happens to who is not muted.
 * @throws PartylineError as `unbanFromRoom`
 */
export function unmuteInRoom(tables: Tables, proposal: UnmuteInRoom): RoomOutcome {
  return lifted(tables, proposal, 'mute');
}

function imposed(
  tables: Tables,
  proposal: BanFromRoom | MuteInRoom,
  kind: Sanction['kind'],
): { readonly acting: Acting; readonly account: Account } {
  const { at, type, until, reason } = proposal;
  const acting = actingIn(tables, proposal, kind);
  const account = personNamed(tables, proposal.name);
  const { room } = acting;
  const membership = tables.membership(room.id, account.id);
  assertMayActOn(acting, account, membership?.role ?? 'member');
  if (until !== null) assertLaterTime(kind, until, at);
  const subject = accountSubject(account.id);
  impose(tables, { scope: room.id, kind, subject, until, reason, actor: acting.account.id, at });
  recordAct(tables, acting, account, { at, type, data: { until, reason } });
  return { acting, account };
}

function lifted(
  tables: Tables,
  proposal: UnbanFromRoom | UnmuteInRoom,
  kind: Sanction['kind'],
): RoomOutcome {
  const { at, type } = proposal;
  const acting = actingIn(tables, proposal, kind);
  const account = personNamed(tables, proposal.name);
  const { room } = acting;
  const subject = accountSubject(account.id);
  const sanction = lift(tables, { scope: room.id, kind, subject });
  if (sanction === undefined || !isInForce(sanction, at)) return unchanged(room);
  recordAct(tables, acting, account, { at, type, data: {} });
  const entry = entryOf(acting, kind === 'ban' ? 'unbanned' : 'unmuted', account, { at });
  return { ...unchanged(room), entries: [addRoomEntry(tables, { ...entry, room })] };
}

function entryOf(
  { account }: Acting,
  kind: EventKind,
  { name }: Account,
  { at, reason = '' }: { readonly at: number; readonly reason?: string },
) {
  return { account: account.id, at, content: { kind, text: reason, names: [name] } };
}

/** Writes an act down for operators of the line, but of a private room: its own history tells its members. */
export function recordAct(
  tables: Tables,
  { account, room }: Acting,
  target: Account,
  { data, ...event }: Pick<Parameters<typeof recordEvent>[1], 'at' | 'type' | 'data'>,
): void {
  if (room.access === 'private') return;
  const whom = accountSubject(target.id);
  recordEvent(tables, {
    ...event,
    actor: account.id,
    whom,
    data: { room: `#${room.name}`, ...data },
  });
}

/** The rules of who is put out of a room, or may not post in it. */
export const roomModerationRules = {
  'room.kick': kickFromRoom,
  'room.ban': banFromRoom,
  'room.unban': unbanFromRoom,
  'room.mute': muteInRoom,
  'room.unmute': unmuteInRoom,
};
