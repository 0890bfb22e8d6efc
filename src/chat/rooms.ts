import { createHash } from 'node:crypto';
import { PartylineError } from '../base/errors.ts';
import type { Account, Room, Tables } from './tables.ts';

/* The rooms there are, and how accounts come into them. */

/** Number of the room that exists from the start and that every admitted account is in. */
export const lobbyId = 1;

/** Characters of the id of a direct conversation behind its first: 96 bits, in base64url. */
const directKeyLength = 16;

/**
 * The id of the direct conversation of two accounts, from their public identities: the same whoever begins
 * it, and on every machine.
 */
export function directKey(one: Pick<Account, 'uid'>, other: Pick<Account, 'uid'>): string {
  const pair = [one.uid, other.uid].sort().join(' ');
  const digest = createHash('sha256').update(`direct conversation ${pair}`).digest('base64url');
  return `r${digest.slice(0, directKeyLength)}`;
}

/** Makes an account a member of the lobby, which is owed every entry from now on. */
export function enterLobby(tables: Tables, account: number): void {
  const readPosition = tables.room(lobbyId)?.lastSeq ?? 0;
  tables.putMembership({ room: lobbyId, account, readPosition });
}

/** Makes the direct conversation of two accounts, which must not exist yet. */
export function addDirectRoom(tables: Tables, one: Account, other: Account): Room {
  const id = tables.nextRoomId();
  const room: Room = { id, key: directKey(one, other), kind: 'direct', lastSeq: 0 };
  tables.addRoom(room);
  for (const { id: account } of [one, other]) {
    tables.putMembership({ room: id, account, readPosition: 0 });
  }
  return room;
}

/**
 * The other person of a conversation. A pending account is told to nobody but the operator.
 * @throws PartylineError `forbidden` to oneself, `name.unknown`
 */
export function partnerOf(tables: Tables, account: Account, id: number): Account {
  if (id === account.id) throw new PartylineError('forbidden', 'You cannot write to yourself.');
  const other = tables.account(id);
  if (!other || other.pending) throw new PartylineError('name.unknown');
  return other;
}
