import { PartylineError } from '../base/errors.ts';
import {
  accountNamed,
  actingOperator,
  assertMayComeIn,
  assertMayTakePart,
} from './account-checks.ts';
import { recordEvent } from './audit.ts';
import { accountSubject } from './sanctions.ts';
import { assertUnusedSession, endSessions, type NewSession, startSession } from './sessions.ts';
import type { Account, Session, Tables } from './tables.ts';

/*
 * Passwords, of which only the OPAQUE record is kept: changed by their owners, or set anew with a code.
 */

/** Replaces the OPAQUE record: a changed password, or one set anew with a reset code. */
export interface ReplaceRecord {
  readonly type: 'account.record';
  readonly at: number;
  readonly account: number;
  readonly record: string;
  readonly proof:
    | {
        /** The session that proved the old password; it stays, those of other devices are revoked. */
        readonly session: string;
        /** The record it was proved against. */
        readonly replaces: string;
      }
    | {
        /** SHA-256 of the one-time reset code; all sessions are revoked, and this one is opened. */
        readonly resetHash: string;
        readonly session: NewSession;
      };
}

/** Gives an account a one-time code with which a person sets a new password. */
export interface IssueReset {
  readonly type: 'account.reset';
  readonly at: number;
  readonly actor: number;
  readonly name: string;
  readonly codeHash: string;
  readonly expiresAt: number;
}

/** An account whose record was replaced, and what that did to its sessions. */
export interface ReplacedRecord {
  readonly account: Account;
  readonly revoked: readonly string[];
  /** The one that came with the reset code. */
  readonly session: Session | null;
}

/**
 * Replaces the record of an account: the password is another one from now on, a reset code is void,
 * and every session ends but the one that proved the old password or comes with the reset code. App
 * tokens outlive a change by who knew the old password, and end with a reset.
 * @throws PartylineError `auth.token` when that session is no live one of a device, `auth.failed` when the record
 *   was replaced meanwhile, `sign-up.code` for a wrong or expired reset code, `auth.pending`,
 *   `auth.banned`
 */
export function replaceRecord(tables: Tables, proposal: ReplaceRecord): ReplacedRecord {
  const { at, proof } = proposal;
  if (!('resetHash' in proof)) return changeRecord(tables, proposal, proof);
  const account = tables.account(proposal.account);
  if (!account || !resetFits(account, proof.resetHash, at))
    throw new PartylineError('sign-up.code');
  assertMayComeIn(tables, account, proof.session.address, at);
  return resetRecord(tables, account, proposal, proof.session);
}

/** Whether the account has this reset code, and it has not expired. */
export function resetFits(account: Account, codeHash: string, at: number): boolean {
  return account.resetHash === codeHash && account.resetExpiresAt > at;
}

function changeRecord(
  tables: Tables,
  proposal: ReplaceRecord,
  proof: { readonly session: string; readonly replaces: string },
): ReplacedRecord {
  const { at } = proposal;
  const session = tables.session(proof.session);
  const account = tables.account(proposal.account);
  const isLive = account && session?.account === account.id && session.revokedAt === 0;
  if (!isLive || session.grant !== null) throw new PartylineError('auth.token');
  if (account.record !== proof.replaces) throw new PartylineError('auth.failed');
  assertMayTakePart(tables, account, at);
  const others = tables
    .liveSessions(account.id)
    .filter(({ id, grant }) => id !== session.id && grant === null);
  const revoked = endSessions(tables, others, at);
  return { account: putRecord(tables, account, proposal, revoked), revoked, session: null };
}

function resetRecord(
  tables: Tables,
  account: Account,
  proposal: ReplaceRecord,
  newSession: NewSession,
): ReplacedRecord {
  const { at } = proposal;
  assertUnusedSession(tables, newSession.id);
  const revoked = endSessions(tables, tables.liveSessions(account.id), at);
  const { session } = startSession(tables, account, newSession, at);
  return { account: putRecord(tables, account, proposal, revoked), revoked, session };
}

function putRecord(
  tables: Tables,
  account: Account,
  { at, record, type, proof }: ReplaceRecord,
  revoked: readonly string[],
): Account {
  const changed: Account = { ...account, record, resetHash: null, resetExpiresAt: 0 };
  tables.putAccount(changed);
  const data = { reset: 'resetHash' in proof, revoked: revoked.length };
  recordEvent(tables, { at, actor: account.id, type, data });
  return changed;
}

/**
 * Gives an account a one-time code for a new password; a code given before is void. The old password
 * and all sessions stay good until the code is used.
 * @throws PartylineError `forbidden`, `name.unknown`
 */
export function issueReset(tables: Tables, proposal: IssueReset): { readonly account: Account } {
  const { at, actor, codeHash, expiresAt } = proposal;
  actingOperator(tables, actor, at);
  const account = accountNamed(tables, proposal.name);
  const changed: Account = { ...account, resetHash: codeHash, resetExpiresAt: expiresAt };
  tables.putAccount(changed);
  const whom = accountSubject(account.id);
  recordEvent(tables, { at, actor, type: proposal.type, whom, data: { expiresAt } });
  return { account: changed };
}

/** The rules of passwords. */
export const passwordRules = {
  'account.record': replaceRecord,
  'account.reset': issueReset,
};
