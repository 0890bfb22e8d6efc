import { PartylineError } from '../base/errors.ts';
import { type Worded, worded } from '../base/worded.ts';
import { assertNotKeptOut } from './lockdown.ts';
import { lineScope, networkSanctionOn, sanctionOn, sanctionWords } from './sanctions.ts';
import type { Account, Sanction, Tables } from './tables.ts';

/* The checks of the account that acts, or is acted on, which begin nearly every rule. */

/**
 * Lets through an account that may take part at the time `at`, in milliseconds since 1970 UTC.
 * @throws PartylineError `auth.pending`, or `auth.banned` with the end and the reason of the ban
 */
export function assertMayTakePart(
  tables: Pick<Tables, 'sanction'>,
  account: Account,
  at: number,
): void {
  if (account.pending) throw new PartylineError('auth.pending');
  const ban = sanctionOn(tables, lineScope, 'ban', account, at);
  if (ban !== undefined) throw new PartylineError('auth.banned', banWords(ban));
}

/**
 * Lets through an account that may come in from an address at the time `at`.
 * @throws PartylineError `auth.pending`, also while a lockdown keeps it out; `auth.banned` for the account or
 *   for the network it comes from
 */
export function assertMayComeIn(
  tables: Pick<Tables, 'sanction' | 'networkSanctions' | 'setting'>,
  account: Account,
  address: string,
  at: number,
): void {
  assertMayTakePart(tables, account, at);
  assertNetworkMayComeIn(tables, address, at);
  assertNotKeptOut(tables, account);
}

/**
 * Lets through an address from which people may come in at the time `at`.
 * @throws PartylineError `auth.banned`
 */
export function assertNetworkMayComeIn(
  tables: Pick<Tables, 'networkSanctions'>,
  address: string,
  at: number,
): void {
  const ban = networkSanctionOn(tables, 'ban', address, at);
  if (ban !== undefined) throw new PartylineError('auth.banned', banWords(ban));
}

/**
 * Lets through an account that may post in a room at the time `at`: neither on the line nor there it is muted.
 *
 * @param room its number; `lineScope` for one that has yet to be made
 * @throws PartylineError `forbidden` with the end and the reason
 */
export function assertMaySpeak(
  tables: Pick<Tables, 'sanction'>,
  account: Account,
  room: number,
  at: number,
): void {
  if (!account.sanctioned) return;
  const onLine = sanctionOn(tables, lineScope, 'mute', account, at);
  const mute = onLine ?? sanctionOn(tables, room, 'mute', account, at);
  if (mute === undefined) return;
  const detail = onLine === undefined ? 'muted.room' : 'muted.line';
  throw new PartylineError('forbidden', sanctionWords(detail, mute));
}

/** How a person is told that they, or the network they come from, are banned. */
export function banWords(ban: Pick<Sanction, 'subject' | 'until' | 'reason'>): Worded {
  return sanctionWords(
    ban.subject.startsWith('account:') ? 'banned.account' : 'banned.network',
    ban,
  );
}

/**
 * The account that wants to do something at the time `at`.
 * @throws PartylineError `name.unknown`, `auth.pending`, `auth.banned`
 */
export function actingAccount(tables: Tables, id: number, at: number): Account {
  const account = tables.account(id);
  if (!account) throw new PartylineError('name.unknown');
  assertMayTakePart(tables, account, at);
  return account;
}

/**
 * The operator who wants to do something at the time `at`.
 * @throws PartylineError `forbidden` for members, and the codes of `actingAccount`
 */
export function actingOperator(tables: Tables, id: number, at: number): Account {
  const account = actingAccount(tables, id, at);
  if (account.role === 'operator') return account;
  throw new PartylineError('forbidden', worded('needs.operator'));
}

/**
 * The account of this name, also one that waits or is banned.
 * @throws PartylineError `name.unknown`
 */
export function accountNamed(tables: Tables, name: string): Account {
  const account = tables.accountByName(name);
  if (account) return account;
  throw new PartylineError('name.unknown', worded('name.nobody', { name }));
}
