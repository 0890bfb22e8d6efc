import { PartylineError } from '../base/errors.ts';
import { type Detail, type Worded, worded } from '../base/worded.ts';
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
const sentences: { readonly [Action in RoomAction]?: `room.${Action}` & Detail } = {
  read: 'room.read',
  post: 'room.post',
  join: 'room.join',
  leave: 'room.leave',
  invite: 'room.invite',
  'set-topic': 'room.set-topic',
  configure: 'room.configure',
};

/** How people are told that an action in a room is refused to them. */
export function refusedWords(action: RoomAction): Worded {
  return worded(sentences[action] ?? 'room.operate');
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
  throw new PartylineError('name.unknown', worded('name.nobody', { name }));
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
  throw new PartylineError('name.unknown', worded('name.not-in-room', { name }));
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
    throw new PartylineError('forbidden', worded('self.act'));
  }
  if (account.role === 'operator' && room.access === 'public') return;
  if (target.role === 'operator' && room.access === 'public') {
    throw new PartylineError('forbidden', worded('operator.of-line', { name: target.name }));
  }
  const own = membership?.state === 'in' ? membership.role : 'member';
  if (isAtLeast(own, role)) return;
  throw new PartylineError('forbidden', worded('owner.of-room', { name: target.name }));
}
