import { createHash } from 'node:crypto';
import { PartylineError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';
import { mostInConversation } from '../words/room-reference.ts';
import type { RoomRole } from '../words/room-role.ts';
import { defaultSettings } from '../words/room-settings.ts';
import type { Account, Membership, Room, Tables } from './tables.ts';

/* The rooms there are, and how accounts come into them. */

/** Number of the room that exists from the start and that every admitted account is in. */
export const lobbyId = 1;

/** Characters of the id of a direct conversation behind its first: 96 bits, in base64url. */
const directKeyLength = 16;

/**
 * The id of the direct conversation of accounts, from their public identities: the same whoever begins it, and on
 * every machine.
 */
export function directKey(...accounts: readonly Pick<Account, 'uid'>[]): string {
  const uids = accounts.map(({ uid }) => uid).sort();
  const digest = createHash('sha256').update(`direct conversation ${uids.join(' ')}`);
  return `r${digest.digest('base64url').slice(0, directKeyLength)}`;
}

/** A room without entries, with the settings of one that nobody has changed. */
export function newRoom(
  room: Pick<Room, 'id' | 'key' | 'kind' | 'createdAt'> & Partial<Room>,
): Room {
  const access = room.kind === 'direct' ? 'private' : 'public';
  return { name: null, topic: '', ...defaultSettings, access, createdBy: 0, lastSeq: 0, ...room };
}

/** The place of an account that comes into a room at the time `at`, and may read the entries after `since`. */
export function newMembership(
  place: Pick<Membership, 'room' | 'account' | 'since'> & Partial<Membership>,
  at: number,
): Membership {
  return {
    state: 'in',
    stateAt: at,
    invitedBy: 0,
    role: 'member' satisfies RoomRole,
    name: null,
    until: null,
    earlier: null,
    readPosition: place.since,
    spokeAt: 0,
    ...place,
  };
}

/** Makes an account a member of the lobby, which is owed every entry from now on and may read all of them. */
export function enterLobby(tables: Tables, account: number, at: number): void {
  const readPosition = tables.room(lobbyId)?.lastSeq ?? 0;
  tables.putMembership(newMembership({ room: lobbyId, account, since: 0, readPosition }, at));
}

/** Makes the direct conversation of accounts, which must not exist yet. */
export function addDirectRoom(tables: Tables, accounts: readonly Account[], at: number): Room {
  const id = tables.nextRoomId();
  const room = newRoom({ id, key: directKey(...accounts), kind: 'direct', createdAt: at });
  tables.putRoom(room);
  for (const { id: account } of accounts) {
    tables.putMembership(newMembership({ room: id, account, since: 0 }, at));
  }
  return room;
}

/**
 * The others of a conversation, each once.
 * @throws PartylineError `forbidden` with oneself, with nobody or with too many; `name.unknown`
 */
export function partnersOf(
  tables: Tables,
  account: Account,
  others: readonly number[],
): readonly Account[] {
  const people = [...new Set(others)].map((other) => partnerOf(tables, account, other));
  if (people.length > 0 && people.length < mostInConversation) return people;
  throw new PartylineError('forbidden', worded('conversation.size', { most: mostInConversation }));
}

/**
 * The other person of a conversation. A pending account is told to nobody but the operator.
 * @throws PartylineError `forbidden` to oneself, `name.unknown`
 */
export function partnerOf(tables: Tables, account: Account, id: number): Account {
  if (id === account.id) throw new PartylineError('forbidden', worded('self.write'));
  const other = tables.account(id);
  if (!other || other.pending) throw new PartylineError('name.unknown');
  return other;
}
