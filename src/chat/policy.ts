import { type Grant, mayRead, mayWrite } from '../words/grant.ts';
import type { Account, Membership, Room } from './tables.ts';

/** An action in a room; to moderate is to announce, and all else that only an operator does. */
export type RoomAction = 'read' | 'post' | 'moderate';

/** Somebody who wants to do something in a room. */
export interface RoomAccess {
  readonly account: Pick<Account, 'id' | 'role' | 'pending'>;
  /** undefined: there is no such room. */
  readonly room: Pick<Room, 'id' | 'key'> | undefined;
  /** The account's in the room; undefined: it has none. */
  readonly membership: Pick<Membership, 'room' | 'account'> | undefined;
  /** null: a device of the account, or the account itself. */
  readonly grant: Grant | null;
}

/** Why it may not: a room that somebody is not in is for them none at all. */
export type RoomRefusal = 'room.unknown' | 'forbidden';

/**
 * Whether somebody may do this in a room; gives why not, and undefined when they may. The one answer for
 * the rules and for whoever reads beside them. Bans are no business of rooms: see `assertMayTakePart`.
 */
export function refusal(action: RoomAction, access: RoomAccess): RoomRefusal | undefined {
  if (!isIn(access)) return 'room.unknown';
  return allows(action, access) ? undefined : 'forbidden';
}

function isIn({ account, room, membership }: RoomAccess): boolean {
  if (room === undefined || membership === undefined || account.pending) return false;
  return membership.room === room.id && membership.account === account.id;
}

function allows(action: RoomAction, { account, room, grant }: RoomAccess): boolean {
  switch (action) {
    case 'read':
      return mayRead(grant, room?.key);
    case 'post':
      return mayWrite(grant, room?.key);
    case 'moderate':
      return grant === null && account.role === 'operator';
  }
}
