import { accountNamed, actingOperator } from './account-checks.ts';
import { recordEvent } from './audit.ts';
import { enterLobby } from './rooms.ts';
import { accountSubject } from './sanctions.ts';
import type { Account, Tables } from './tables.ts';

/* The rule by which an operator lets newcomers in who wait for it. */

/** Lets a waiting account in (sign-up mode `approve`). */
export interface Admit {
  readonly type: 'account.admit';
  readonly at: number;
  readonly actor: number;
  readonly name: string;
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
  enterLobby(tables, account.id, at);
  recordEvent(tables, { at, actor, type, whom: accountSubject(account.id), data: {} });
  return { account: admitted };
}

/** The rule of those who wait. */
export const admitRules = { 'account.admit': admit };
