import { PartylineError } from '../base/errors.ts';
import type { Account, Tables } from './tables.ts';

/* The checks of the account that acts, or is acted on, which begin nearly every rule. */

/** Whether the account is banned at the time `at`, in milliseconds since 1970 UTC. */
export function isBanned({ bannedUntil }: Pick<Account, 'bannedUntil'>, at: number): boolean {
  return bannedUntil === null || bannedUntil > at;
}

/**
 * Lets through an account that may take part at the time `at`.
 * @throws PartylineError `auth.pending`, or `auth.banned` with the end and the reason of the ban
 */
export function assertMayTakePart(account: Account, at: number): void {
  if (account.pending) throw new PartylineError('auth.pending');
  if (isBanned(account, at)) throw new PartylineError('auth.banned', banSentence(account));
}

/** How a person is told that they are banned; the rules know no time zone but UTC. */
export function banSentence({ bannedUntil, banReason }: Account): string {
  const end = bannedUntil === null ? '' : ` until ${minuteOf(bannedUntil)} UTC`;
  const reason = banReason === '' ? '.' : `: ${banReason}`;
  return `The account is banned from this line${end}${reason}`;
}

/** `2026-01-31 23:59`, the minute in which a moment lies. */
function minuteOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

/**
 * The account that wants to do something at the time `at`.
 * @throws PartylineError `name.unknown`, `auth.pending`, `auth.banned`
 */
export function actingAccount(tables: Tables, id: number, at: number): Account {
  const account = tables.account(id);
  if (!account) throw new PartylineError('name.unknown');
  assertMayTakePart(account, at);
  return account;
}

/**
 * The operator who wants to do something at the time `at`.
 * @throws PartylineError `forbidden` for members, and the codes of `actingAccount`
 */
export function actingOperator(tables: Tables, id: number, at: number): Account {
  const account = actingAccount(tables, id, at);
  if (account.role === 'operator') return account;
  throw new PartylineError('forbidden', 'Only an operator can do this.');
}

/**
 * The account of this name, also one that waits or is banned.
 * @throws PartylineError `name.unknown`
 */
export function accountNamed(tables: Tables, name: string): Account {
  const account = tables.accountByName(name);
  if (account) return account;
  throw new PartylineError('name.unknown', `There is nobody called ${name} on this line.`);
}
