import { PartylineError } from '../base/errors.ts';
import { accountNamed, actingOperator } from './account-checks.ts';
import { recordEvent } from './audit.ts';
import { enterLobby } from './rooms.ts';
import { accountSubject, impose, isInForce, lift, lineScope } from './sanctions.ts';
import type { Account, Sanction, Tables } from './tables.ts';

/* Moderation: an operator shuts accounts out and lets them in. */

/** Shuts an account out. */
export interface Ban {
  readonly type: 'account.ban';
  readonly at: number;
  readonly actor: number;
  readonly name: string;
  /** When it ends; null: never. */
  readonly until: number | null;
  readonly reason: string;
}

/** Ends a ban. */
export interface Unban {
  readonly type: 'account.unban';
  readonly at: number;
  readonly actor: number;
  readonly name: string;
}

/** Lets a waiting account in (sign-up mode `approve`). */
export interface Admit {
  readonly type: 'account.admit';
  readonly at: number;
  readonly actor: number;
  readonly name: string;
}

/** The last time a date can show (ECMA-262, section 21.4.1.1), in milliseconds since 1970 UTC. */
const lastTime = 8.64e15;

/**
 * Bans an account until a time or for good, instead of any ban before. Its sessions stay and resume
 * once the ban is over; ending its connections is the caller's part.
 * @throws PartylineError `forbidden`, also for a ban of an operator; `name.unknown`;
 *   `message.invalid` when the end of the ban is not after its beginning
 */
export function ban(tables: Tables, proposal: Ban): { readonly ban: Sanction } {
  const { at, actor, until, reason } = proposal;
  actingOperator(tables, actor, at);
  const account = accountNamed(tables, proposal.name);
  if (account.role === 'operator') {
    throw new PartylineError('forbidden', 'An operator cannot be banned.');
  }
  if (until !== null) assertLaterTime(until, at);
  const whom = accountSubject(account.id);
  const ban: Sanction = { scope: lineScope, kind: 'ban', subject: whom, until, reason, actor, at };
  impose(tables, ban);
  recordEvent(tables, { at, actor, type: proposal.type, whom, data: { until, reason } });
  return { ban };
}

function assertLaterTime(until: number, at: number): void {
  if (until > at && until <= lastTime) return;
  const sentence = `A ban cannot end at ${until}: that is not a time after now.`;
  throw new PartylineError('message.invalid', sentence, { field: 'until' });
}

/**
 * Ends the ban of an account; nothing happens to one that is not banned.
 * @throws PartylineError `forbidden`, `name.unknown`
 */
export function unban(tables: Tables, proposal: Unban): Record<string, never> {
  const { at, actor, type } = proposal;
  actingOperator(tables, actor, at);
  const whom = accountSubject(accountNamed(tables, proposal.name).id);
  const ban = lift(tables, { scope: lineScope, kind: 'ban', subject: whom });
  if (ban !== undefined && isInForce(ban, at))
    recordEvent(tables, { at, actor, type, whom, data: {} });
  return {};
}

/**
 * Lets a waiting account in: it may log in and is in the lobby from now on. Nothing happens to one
 * that does not wait.
 * @throws PartylineError `forbidden`, `name.unknown`
 */
export function admit(tables: Tables, proposal: Admit): { readonly account: Account } {
  const { at, actor, type } = proposal;
  actingOperator(tables, actor, at);
  const account = accountNamed(tables, proposal.name);
  if (!account.pending) return { account };
  const admitted: Account = { ...account, pending: false };
  tables.putAccount(admitted);
  enterLobby(tables, account.id);
  recordEvent(tables, { at, actor, type, whom: accountSubject(account.id), data: {} });
  return { account: admitted };
}

/** The rules of who is shut out and let in. */
export const moderationRules = {
  'account.ban': ban,
  'account.unban': unban,
  'account.admit': admit,
};
