import { PartylineError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';
import type { Role } from '../words/role.ts';
import { accountNamed, actingOperator, assertMayTakePart } from './account-checks.ts';
import { recordEvent } from './audit.ts';
import { localAddress } from './local-session.ts';
import { accountSubject, lift, lineScope } from './sanctions.ts';
import type { Account, Tables } from './tables.ts';

/* The rules for roles, which make accounts operators of the line. */

/** Makes an account an operator of the line, or a member again. */
export interface ChangeRole {
  readonly type: 'account.role';
  readonly at: number;
  readonly actor: number;
  readonly name: string;
  readonly role: Role;
}

/**
 * Makes an account an operator of the line, or a member again. Nothing happens to one that is that
 * already. An operator who takes the role from another keeps it, so no line is left without an operator.
 * @throws PartylineError `forbidden` for members, for an operator who would step down, and for the one
 *   whose console is at the server itself; `name.unknown`; `auth.pending`, `auth.banned` for an account
 *   that may not take part
 */
export function changeRole(tables: Tables, proposal: ChangeRole): { readonly account: Account } {
  const { at, actor, type, role } = proposal;
  actingOperator(tables, actor, at);
  const account = accountNamed(tables, proposal.name);
  if (account.role === role) return { account };
  if (role === 'operator') assertMayTakePart(tables, account, at);
  else assertMayStepDown(tables, account, actor);
  return { account: putRole(tables, account, role, { at, actor, type }) };
}

function assertMayStepDown(tables: Tables, { id, name }: Account, actor: number): void {
  if (id === actor) {
    throw new PartylineError('forbidden', worded('self.step-down'));
  }
  if (!tables.liveSessions(id).some(({ address }) => address === localAddress)) return;
  throw new PartylineError('forbidden', worded('operator.at-server', { name }));
}

function putRole(
  tables: Tables,
  account: Account,
  role: Role,
  event: { readonly at: number; readonly actor: number; readonly type: string },
): Account {
  const whom = accountSubject(account.id);
  tables.putAccount({ ...account, role });
  // An operator is under no sanction of the line; the remains of a ban that is over go as well.
  for (const kind of ['ban', 'mute'] as const) {
    lift(tables, { scope: lineScope, kind, subject: whom });
  }
  recordEvent(tables, { ...event, whom, data: { role } });
  return tables.account(account.id) ?? account;
}

/** The rule of who is an operator. */
export const roleRules = { 'account.role': changeRole };
