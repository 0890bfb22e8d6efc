import { PartylineError } from '../base/errors.ts';
import type { Account, Tables } from './tables.ts';

/** Whether the account is banned at the time `at`, in milliseconds since 1970 UTC. */
export function isBanned(account: Account, at: number): boolean {
  return account.bannedUntil > at;
}

/**
 * Lets through an account that may take part at the time `at`.
 * @throws PartylineError `auth.pending`, or `auth.banned` with the end and the reason of the ban
 */
export function assertInGoodStanding(account: Account, at: number): void {
  if (account.pending) throw new PartylineError('auth.pending');
  if (isBanned(account, at)) throw new PartylineError('auth.banned', banSentence(account));
}

function banSentence(account: Account): string {
  const end = Number.isFinite(account.bannedUntil)
    ? ` until ${new Date(account.bannedUntil).toISOString()}`
    : '';
  const reason = account.banReason === '' ? '.' : `: ${account.banReason}`;
  return `The account is banned from this line${end}${reason}`;
}

/**
 * The account that wants to do something at the time `at`.
 * @throws PartylineError `name.unknown`, `auth.pending`, `auth.banned`
 */
export function actingAccount(tables: Tables, id: number, at: number): Account {
  const account = tables.account(id);
  if (!account) throw new PartylineError('name.unknown');
  assertInGoodStanding(account, at);
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
 * The account of this name, whatever its standing.
 * @throws PartylineError `name.unknown`
 */
export function accountNamed(tables: Tables, name: string): Account {
  const account = tables.accountByName(name);
  if (account) return account;
  throw new PartylineError('name.unknown', `There is nobody of the name ${name}.`);
}
