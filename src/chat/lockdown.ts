import { PartylineError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';
import type { Account, Tables } from './tables.ts';

/*
 * Lockdown: in a raid, an operator closes the line to everybody who has no account yet, and, if they say so, to
 * those who have had one for only a short while. Those who have theirs come and go as before.
 */

/** A lockdown that is in force. */
export interface Lockdown {
  /** When it began; a change of it begins it anew. Milliseconds since 1970 UTC. */
  readonly since: number;
  /** Accounts made at this time or later are kept out, until it is over; null: none. */
  readonly newcomersSince: number | null;
  /** Time between two messages of an account that is no operator's, in milliseconds; 0: as ever. */
  readonly slowMs: number;
}

/** The setting that holds the lockdown, as JSON. */
export const lockdownSetting = 'lockdown';

/** The lockdown in force; undefined when there is none. */
export function lockdownOf(tables: Pick<Tables, 'setting'>): Lockdown | undefined {
  const stored = tables.setting(lockdownSetting);
  return stored === undefined ? undefined : (JSON.parse(stored) ?? undefined);
}

/** Whether a lockdown keeps an account out: one that is too new, unless it is an operator's. */
export function isKeptOut(
  lockdown: Lockdown | undefined,
  { role, createdAt }: Pick<Account, 'role' | 'createdAt'>,
): boolean {
  const newcomersSince = lockdown?.newcomersSince ?? Number.POSITIVE_INFINITY;
  return role !== 'operator' && createdAt >= newcomersSince;
}

/**
 * Refuses newcomers while the line is locked down, whatever the sign-up mode and whatever code they have.
 * @throws PartylineError `sign-up.closed`
 */
export function assertOpenToNewcomers(tables: Pick<Tables, 'setting'>): void {
  if (lockdownOf(tables) === undefined) return;
  throw new PartylineError('sign-up.closed', worded('sign-up.locked-down'));
}

/**
 * Lets through an account that is not kept out by a lockdown.
 * @throws PartylineError `auth.pending`
 */
export function assertNotKeptOut(tables: Pick<Tables, 'setting'>, account: Account): void {
  if (isKeptOut(lockdownOf(tables), account))
    throw new PartylineError('auth.pending', keptOutWords);
}

/** How a person is told that their account is too new for now. */
export const keptOutWords = worded('sign-up.kept-out');
