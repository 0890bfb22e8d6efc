import { PartylineError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';
import { isAtLeast, type RoomRole } from '../words/room-role.ts';
import { actingIn, assertMayActOn, memberNamed, type RoomAct } from './room-checks.ts';
import { addRoomEntry, type RoomOutcome, unchanged } from './room-entries.ts';
import { recordAct } from './room-moderation.ts';
import type { Membership, Tables } from './tables.ts';

/* The rule of roles in rooms. */

/** Gives somebody in a room a role. */
export interface ChangeRoomRole extends RoomAct {
  readonly type: 'room.role';
  readonly name: string;
  readonly role: RoomRole;
}

/**
 * Gives somebody in a room a role, at most that of who gives it. Operators and owners may take a lower one
 * themselves, but for the only owner. Nothing happens to who has it already.
 * @throws PartylineError `room.unknown`, `forbidden`, `name.unknown` for who is not in the room, `auth.pending`,
 *   `auth.banned`
 */
export function changeRoomRole(tables: Tables, proposal: ChangeRoomRole): RoomOutcome {
  const { at, type, role } = proposal;
  const acting = actingIn(tables, proposal, 'change-role');
  const { room } = acting;
  const { account, membership } = memberNamed(tables, room, proposal.name);
  if (membership.role === role) return unchanged(room);
  if (account.id === acting.account.id) {
    assertMayStepDown(tables, membership, role);
  } else {
    for (const rank of [membership.role, role]) assertMayActOn(acting, account, rank);
  }
  tables.putMembership({ ...membership, role });
  recordAct(tables, acting, account, { at, type, data: { role } });
  const content = { kind: 'role', text: role, names: [account.name] } as const;
  const entry = addRoomEntry(tables, { room, account: acting.account.id, at, content });
  return { ...unchanged(room), entries: [entry] };
}

function assertMayStepDown(tables: Tables, { room, account, ...own }: Membership, role: RoomRole) {
  if (isAtLeast(role, own.role)) {
    throw new PartylineError('forbidden', worded('self.role'));
  }
  if (own.role !== 'owner') return;
  const others = tables.membersOf(room).filter((one) => one.account !== account);
  if (others.some((one) => one.role === 'owner')) return;
  throw new PartylineError('forbidden', worded('owner.only'));
}

/** The rule of roles in rooms. */
export const roomRoleRules = { 'room.role': changeRoomRole };
