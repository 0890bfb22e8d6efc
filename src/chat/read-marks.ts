import { PartylineError } from '../base/errors.ts';
import { actingAccount } from './account-checks.ts';
import type { Tables } from './tables.ts';

/* How far accounts have read in their rooms, on any device. */

/** A person has read a room up to an entry. */
export interface MarkRead {
  readonly type: 'read.mark';
  readonly at: number;
  readonly account: number;
  readonly room: number;
  readonly seq: number;
}

/** A read position that has moved on. */
export interface MovedRead {
  readonly account: number;
  readonly room: number;
  /** The last entry that was read. */
  readonly seq: number;
}

/**
 * Notes how far an account has read a room; never goes back, nor beyond the room's end.
 *
 * @returns `moved` is null where it had read as far before
 * @throws PartylineError `room.unknown`, `auth.pending`, `auth.banned`
 */
export function markRead(
  tables: Tables,
  { at, account, room, seq }: MarkRead,
): { readonly moved: MovedRead | null } {
  actingAccount(tables, account, at);
  if (tables.membership(room, account) === undefined) throw new PartylineError('room.unknown');
  return { moved: moveRead(tables, { account, room, seq }) ?? null };
}

/** Moves a read position on; undefined where the account is not in the room, or has read as far. */
export function moveRead(tables: Tables, { account, room, seq }: MovedRead): MovedRead | undefined {
  const membership = tables.membership(room, account);
  const readPosition = Math.min(seq, tables.room(room)?.lastSeq ?? 0);
  if (membership === undefined || readPosition <= membership.readPosition) return undefined;
  tables.putMembership({ ...membership, readPosition });
  return { account, room, seq: readPosition };
}

/** The rule of reading. */
export const readRules = { 'read.mark': markRead };
