import { nameLength } from '../words/name.ts';
import type { Room, Tables } from './tables.ts';

/*
 * How an account calls the named rooms that it is in. Names of private rooms are nobody's business who is not in
 * them: so two rooms may have one name, and whoever is in both calls the second one by another.
 */

/**
 * The name by which an account calls a room that it comes into, or that was renamed: its own, or where another of
 * the account's rooms has that, the first free one of `ops-2`, `ops-3` and so on. null: no named room.
 */
export function freeName(
  tables: Pick<Tables, 'membershipNamed'>,
  account: number,
  { id, name }: Pick<Room, 'id' | 'name'>,
): string | null {
  if (name === null) return null;
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : `-${number}`;
    const candidate = `${name.slice(0, nameLength - suffix.length)}${suffix}`;
    const taken = tables.membershipNamed(account, candidate);
    if (taken === undefined || taken.room === id) return candidate;
  }
}
