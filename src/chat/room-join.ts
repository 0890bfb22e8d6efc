import { PartylineError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';
import { limits } from '../words/limits.ts';
import type { RoomMakers } from '../words/room-makers.ts';
import type { RoomRole } from '../words/room-role.ts';
import { actingAccount } from './account-checks.ts';
import { type RoomAccess, refusal } from './policy.ts';
import { actingIn, type RoomAct, refusedWords } from './room-checks.ts';
import { type AddedEntry, addRoomEntry, type RoomOutcome, unchanged } from './room-entries.ts';
import { freeName } from './room-names.ts';
import { newMembership, newRoom } from './rooms.ts';
import { sanctionOn, sanctionWords } from './sanctions.ts';
import type { Account, Membership, Room, Stretch, Tables } from './tables.ts';

/* The rules of how people come into named rooms, and leave them. */

/** Comes into a room; one that a name names nothing of is made, where the line allows. */
export interface JoinRoom {
  readonly type: 'room.join';
  readonly at: number;
  readonly account: number;
  /** A room by number, or by the name under which the account finds it. */
  readonly to: { readonly room: number } | { readonly name: string };
  /** The id of the room if it has to be made: a random one. */
  readonly key: string;
  /** Who may make rooms on this line. */
  readonly makers: RoomMakers;
}

/** Leaves a room, or turns an invitation down. */
export interface PartRoom extends RoomAct {
  readonly type: 'room.part';
}

/**
 * Comes into a room. Nothing happens to somebody who is in it already. Whoever comes into a room where nobody is
 * becomes its owner.
 * @throws PartylineError `room.unknown`, `forbidden`, also for somebody who is banned from it;
 *   `name.unknown`, `auth.pending`, `auth.banned`
 */
export function joinRoom(tables: Tables, proposal: JoinRoom): RoomOutcome {
  const { at, to } = proposal;
  const account = actingAccount(tables, proposal.account, at);
  const room = 'room' in to ? tables.room(to.room) : roomCalled(tables, account.id, to.name);
  if (room === undefined && 'name' in to) return makeRoom(tables, account, to.name, proposal);
  const membership = room && tables.membership(room.id, account.id);
  assertMayJoin({ account, room, membership, grant: null });
  const { id } = room as Room;
  if (membership?.state === 'in') return unchanged(room as Room);
  assertNotBanned(tables, account, room as Room, at);
  assertPlaceForRoom(tables, account);
  const role = tables.hasMembers(id) ? 'member' : 'owner';
  return enterRoom(tables, account, room as Room, { at, role });
}

/** The room that an account finds under a name: one it is in or invited to, else the public one. */
export function roomCalled(
  tables: Pick<Tables, 'membershipNamed' | 'publicRoom' | 'room'>,
  account: number,
  name: string,
): Room | undefined {
  const own = tables.membershipNamed(account, name);
  // Both are looked for in any case: how long it takes tells nothing.
  const open = tables.publicRoom(name);
  return own === undefined ? open : tables.room(own.room);
}

function assertMayJoin(access: RoomAccess): void {
  const refused = refusal('join', access);
  if (refused === 'forbidden') throw new PartylineError('forbidden', refusedWords('join'));
  if (refused !== undefined) throw new PartylineError(refused);
}

function assertNotBanned(tables: Tables, account: Account, room: Room, at: number): void {
  const ban = sanctionOn(tables, room.id, 'ban', account, at);
  if (ban === undefined) return;
  throw new PartylineError('forbidden', sanctionWords('banned.room', ban));
}

function assertPlaceForRoom(tables: Tables, account: Account): void {
  if (tables.roomCount(account.id) < limits.roomsPerAccount) return;
  throw new PartylineError('forbidden', worded('rooms.full', { count: limits.roomsPerAccount }));
}

function makeRoom(
  tables: Tables,
  account: Account,
  name: string,
  { at, key, makers }: JoinRoom,
): RoomOutcome {
  if (makers === 'operators' && account.role !== 'operator') {
    throw new PartylineError('room.unknown', worded('room.none-made', { room: name }));
  }
  assertPlaceForRoom(tables, account);
  // 96 random bits, twice: a server that has lost its mind.
  if (tables.roomByKey(key)) throw new PartylineError('internal');
  if (account.role !== 'operator' && tables.roomsMadeBy(account.id) >= limits.roomsMadePerAccount) {
    throw new PartylineError(
      'forbidden',
      worded('rooms.made', { count: limits.roomsMadePerAccount }),
    );
  }
  const id = tables.nextRoomId();
  const room = newRoom({ id, key, kind: 'named', name, createdBy: account.id, createdAt: at });
  tables.putRoom(room);
  tables.putMembership(
    newMembership({ room: id, account: account.id, role: 'owner', name, since: 0 }, at),
  );
  const created = addRoomEntry(tables, {
    room,
    account: account.id,
    at,
    content: { kind: 'created', text: '' },
  });
  const begun = { room: id, account: account.id, state: 'in', seq: created.seq } as const;
  return { room: id, entries: [created], memberships: [begun] };
}

/** Puts an account into a room that it is not in, with the entry that tells so. It may read what the room's history says. */
export function enterRoom(
  tables: Tables,
  account: Account,
  room: Room,
  { at, role }: { readonly at: number; readonly role: RoomRole },
): RoomOutcome {
  const before = tables.membership(room.id, account.id);
  const since = room.history === 'all' ? 0 : room.lastSeq;
  const place = newMembership({ room: room.id, account: account.id, role, since }, at);
  tables.putMembership({
    ...place,
    invitedBy: before?.invitedBy ?? 0,
    name: freeName(tables, account.id, room),
    earlier: since === 0 ? null : earlierOf(before),
    readPosition: room.lastSeq,
  });
  const content = { kind: 'joined', text: '' } as const;
  const joined = addRoomEntry(tables, { room, account: account.id, at, content });
  const begun = { room: room.id, account: account.id, state: 'in', seq: joined.seq } as const;
  return { room: room.id, entries: [joined], memberships: [begun] };
}

/** The stretches that end with a membership. */
export function earlierOf(before: Membership | undefined): readonly Stretch[] | null {
  if (before === undefined) return null;
  const { since, until, earlier } = before;
  if (until === null || until <= since) return earlier;
  return [...(earlier ?? []), [since, until]];
}

/**
 * Leaves a room; what was said while somebody was in it stays readable to them. If no owner remains, the operator
 * who has been in it for longest becomes one, or else a member. Whoever was invited turns that down.
 * @throws PartylineError `forbidden` in the lobby and in conversations; `room.unknown`, `name.unknown`,
 *   `auth.pending`, `auth.banned`
 */
export function partRoom(tables: Tables, proposal: PartRoom): RoomOutcome {
  const { at } = proposal;
  const { account, room, membership } = actingIn(tables, proposal, 'leave');
  if (membership?.state === 'invited') {
    withdrawInvitation(tables, membership, at);
    return unchanged(room);
  }
  if (membership?.state !== 'in') throw new PartylineError('room.unknown');
  const content = { kind: 'left', text: '' } as const;
  return leaveRoom(tables, membership, room, { account: account.id, at, content });
}

/** Ends an invitation: nothing more of it is left than what somebody could read before. */
export function withdrawInvitation(tables: Tables, membership: Membership, at: number): void {
  tables.putMembership({ ...membership, state: 'out', stateAt: at });
}

/** The next owner when the last one leaves; undefined where there is another, or nobody else. */
function heirOf(tables: Tables, leaving: Membership): Membership | undefined {
  const others = tables
    .membersOf(leaving.room)
    .filter(({ account, state }) => state === 'in' && account !== leaving.account);
  if (others.some(({ role }) => role === 'owner')) return undefined;
  const rank = ({ role }: Membership) => (role === 'operator' ? 0 : 1);
  return others.toSorted(
    (one, other) =>
      rank(one) - rank(other) || one.stateAt - other.stateAt || one.account - other.account,
  )[0];
}

function inherit(
  tables: Tables,
  heir: Membership,
  act: { readonly room: Room; readonly account: number; readonly at: number },
): AddedEntry {
  tables.putMembership({ ...heir, role: 'owner' });
  const name = tables.account(heir.account)?.name ?? '';
  return addRoomEntry(tables, { ...act, content: { kind: 'role', text: 'owner', names: [name] } });
}

/**
 * Ends a membership with the entry that tells so, which is the last that the account may read. If no owner remains,
 * somebody else becomes one first.
 */
export function leaveRoom(
  tables: Tables,
  membership: Membership,
  room: Room,
  entry: Omit<Parameters<typeof addRoomEntry>[1], 'room'>,
): RoomOutcome {
  const { account, at } = entry;
  const heir = membership.role === 'owner' ? heirOf(tables, membership) : undefined;
  const inherited = heir === undefined ? [] : [inherit(tables, heir, { room, account, at })];
  const last = addRoomEntry(tables, { ...entry, room });
  tables.putMembership({
    ...membership,
    state: 'out',
    stateAt: at,
    role: 'member',
    until: last.seq,
  });
  const ended = {
    room: room.id,
    account: membership.account,
    state: 'out',
    seq: last.seq,
  } as const;
  return { room: room.id, entries: [...inherited, last], memberships: [ended] };
}

/** The rules of who is in a room. */
export const roomJoinRules = { 'room.join': joinRoom, 'room.part': partRoom };
