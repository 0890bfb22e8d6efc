import { PartylineError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';
import { limits } from '../words/limits.ts';
import type { RoomRole } from '../words/room-role.ts';
import { refusal } from './policy.ts';
import { actingIn, personNamed, type RoomAct, refusedWords } from './room-checks.ts';
import { addRoomEntry, type RoomOutcome, unchanged } from './room-entries.ts';
import { freeName } from './room-names.ts';
import { newMembership } from './rooms.ts';
import { sanctionOn } from './sanctions.ts';
import type { Account, Tables } from './tables.ts';

/* The rules of invitations to rooms: of people on the line, and of newcomers by an address. */

/** Invites somebody to a room. */
export interface InviteToRoom extends RoomAct {
  readonly type: 'room.invite';
  readonly name: string;
}

/** What an invitation has changed. */
export interface InvitedToRoom extends RoomOutcome {
  /** Account number of who is invited from now on; null: nobody who was not already. */
  readonly invited: number | null;
}

/**
 * Invites somebody to a room, which they may join from now on. Nothing happens to who is in it, or invited.
 * @throws PartylineError `room.unknown`, `forbidden`, also for somebody who is banned from the room or has as many
 *   rooms as an account may; `name.unknown`, `auth.pending`, `auth.banned`
 */
export function inviteToRoom(tables: Tables, proposal: InviteToRoom): InvitedToRoom {
  const { at, name } = proposal;
  const { account, room } = actingIn(tables, proposal, 'invite');
  const target = personNamed(tables, name);
  const before = tables.membership(room.id, target.id);
  if (before?.state === 'in' || before?.state === 'invited') {
    return { ...unchanged(room), invited: null };
  }
  if (sanctionOn(tables, room.id, 'ban', target, at) !== undefined) {
    throw new PartylineError('forbidden', worded('invite.banned', { name }));
  }
  if (tables.roomCount(target.id) >= limits.roomsPerAccount) {
    throw new PartylineError('forbidden', worded('rooms.full-of', { name }));
  }
  const never = newMembership({ room: room.id, account: target.id, since: 0, until: 0 }, at);
  tables.putMembership({
    ...(before ?? never),
    state: 'invited',
    stateAt: at,
    invitedBy: account.id,
    name: freeName(tables, target.id, room),
  });
  const content = { kind: 'invited', text: '', names: [name] } as const;
  const entry = addRoomEntry(tables, { room, account: account.id, at, content });
  return { ...unchanged(room), entries: [entry], invited: target.id };
}

/**
 * Lets an account give a newcomer a role in rooms, from the start.
 *
 * @param rooms numbers of named rooms
 * @throws PartylineError `room.unknown`, `forbidden` for a room that it may not invite to, and for a role that it may
 *   not give there
 */
export function assertMayPlace(
  tables: Tables,
  account: Account,
  { rooms, role }: { readonly rooms: readonly number[]; readonly role: RoomRole },
): void {
  for (const id of rooms) {
    const room = tables.room(id);
    const access = { account, room, membership: tables.membership(id, account.id), grant: null };
    const given = role === 'member' ? undefined : refusal(powerToGive(role), access);
    const refused = refusal('invite', access) ?? given;
    if (refused === 'room.unknown') throw new PartylineError('room.unknown');
    if (refused === 'forbidden') throw new PartylineError('forbidden', refusedWords('invite'));
  }
}

/** Only owners make owners. */
function powerToGive(role: 'owner' | 'operator'): 'configure' | 'change-role' {
  return role === 'owner' ? 'configure' : 'change-role';
}

/** The rule of invitations to rooms. */
export const roomInviteRules = { 'room.invite': inviteToRoom };
