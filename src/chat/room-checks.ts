import { PartylineError } from '../base/errors.ts';
import { isAtLeast, type RoomRole } from '../words/room-role.ts';
import { accountNamed, actingAccount } from './account-checks.ts';
import { type RoomAction, refusal } from './policy.ts';
import type { Account, Membership, Room, Tables } from './tables.ts';

/* The checks that begin the rules of rooms: who acts, where, and on whom. */

/** Somebody who acts in a room, with the right to. */
export interface Acting {
  readonly account: Account;
  readonly room: Room;
  /** undefined: an operator of the line who never was in it, or somebody who has yet to come in. */
  readonly membership: Membership | undefined;
}

/** The part of a proposal that says who acts when, and in which room by its number. */
export interface RoomAct {
  readonly at: number;
  readonly account: number;
  readonly room: number;
}

/** How each action that is refused is told. */
const sentences: { readonly [Action in RoomAction]?: string } = {
  read: 'Only members of the room can read it: join it first.',
  post: 'You cannot post in this room: you are not in it, it is archived, or only its operators post.',
  join: 'This room cannot be joined.',
  leave:
    'Nobody can leave this room: everybody is in the lobby, and a conversation has fixed members.',
  invite:
    'Only operators of a private room can invite to it, and nobody to a room that is archived.',
  'set-topic': 'Only an operator of the room can set its topic.',
  configure: 'Only an owner of the room can do this.',
};

/** How people are told that an action in a room is refused to them. */
export function refusedWords(action: RoomAction): string {
  return sentences[action] ?? 'Only an operator of the room can do this.';
}

/**
 * Somebody who may do this in a room at the time `at`.
 * @throws PartylineError `room.unknown`, `forbidden`, `name.unknown`, `auth.pending`, `auth.banned`
 */
export function actingIn(tables: Tables, act: RoomAct, action: RoomAction): Acting {
  const account = actingAccount(tables, act.account, act.at);
  const room = tables.room(act.room);
  const membership = tables.membership(act.room, account.id);
  const refused = refusal(action, { account, room, membership, grant: null });
  if (refused === undefined && room !== undefined) return { account, room, membership };
  if (refused === 'forbidden') throw new PartylineError('forbidden', refusedWords(action));
  throw new PartylineError('room.unknown');
}

/** The account of a name that is admitted to the line. Throws `name.unknown`. */
export function personNamed(tables: Tables, name: string): Account {
  const account = accountNamed(tables, name);
  if (!account.pending) return account;
  throw new PartylineError('name.unknown', `There is nobody called ${name} on this line.`);
}

/** Somebody who is in a room, by name. Throws `name.unknown`. */
export function memberNamed(
  tables: Tables,
  room: Room,
  name: string,
): { readonly account: Account; readonly membership: Membership } {
  const account = personNamed(tables, name);
  const membership = tables.membership(room.id, account.id);
  if (membership?.state === 'in') return { account, membership };
  throw new PartylineError('name.unknown', `${name} is not in this room.`);
}

/**
 * Lets somebody act on a member who is below them, or beside them: an operator does not put out an owner. An
 * operator of the line stands above all in public rooms.
 * @throws PartylineError `forbidden`
 */
export function assertMayActOn(
  { account, room, membership }: Acting,
  target: Account,
  role: RoomRole,
): void {
  if (target.id === account.id) {
    throw new PartylineError('forbidden', 'You cannot do this to yourself.');
  }
  if (account.role === 'operator' && room.access === 'public') return;
  if (target.role === 'operator' && room.access === 'public') {
    throw new PartylineError('forbidden', `${target.name} is an operator of this line.`);
  }
  const own = membership?.state === 'in' ? membership.role : 'member';
  if (isAtLeast(own, role)) return;
  throw new PartylineError('forbidden', `${target.name} is an owner of the room.`);
}
