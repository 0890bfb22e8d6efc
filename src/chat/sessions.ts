import { PartylineError } from '../base/errors.ts';
import { limits } from '../words/limits.ts';
import { actingAccount, actingOperator, assertMayComeIn } from './account-checks.ts';
import { recordEvent } from './audit.ts';
import { type MovedRead, moveRead } from './read-marks.ts';
import { accountSubject } from './sanctions.ts';
import type { Account, Session, Tables } from './tables.ts';

/* Sessions of devices: opened with the password, left, ended. */

/** A new device of an account that has proved its password. */
export interface NewSession {
  readonly id: string;
  readonly device: string;
  readonly tokenHash: string;
  /** Of the half that all device tokens of the session have in common; null: nobody has its token. */
  readonly familyHash: string | null;
  readonly address: string;
}

/** Opens a session for an account that has proved its password. */
export interface OpenSession {
  readonly type: 'session.open';
  readonly at: number;
  readonly account: number;
  /** The record the password was proved against; refused if it was replaced meanwhile. */
  readonly record: string;
  readonly session: NewSession;
}

/** A device's connection ended: when, and how far it had been served. */
export interface LeaveSession {
  readonly type: 'session.leave';
  readonly at: number;
  readonly session: string;
  readonly readPositions: readonly { readonly room: number; readonly seq: number }[];
}

/** Ends sessions of an account: one, all, or all but one. */
export interface RevokeSessions {
  readonly type: 'session.revoke';
  readonly at: number;
  readonly actor: number;
  readonly account: number;
  readonly sessions: 'all' | { readonly only: string } | { readonly except: string };
}

/** A session that was opened, and the ids of those that gave way to it. */
export interface OpenedSession {
  readonly session: Session;
  readonly revoked: readonly string[];
}

/**
 * Gives a device of an account that has proved its password a session.
 * @throws PartylineError `auth.failed` when the record was replaced meanwhile, `auth.pending`,
 *   `auth.banned`
 */
export function openSession(tables: Tables, proposal: OpenSession): OpenedSession {
  const { at } = proposal;
  const account = tables.account(proposal.account);
  if (account?.record !== proposal.record) throw new PartylineError('auth.failed');
  assertMayComeIn(tables, account, proposal.session.address, at);
  assertUnusedSession(tables, proposal.session.id);
  const opened = startSession(tables, account, proposal.session, at);
  const data = { session: opened.session.id, revoked: opened.revoked.length };
  recordEvent(tables, { at, actor: account.id, type: 'session.open', data });
  return opened;
}

/**
 * Guards a session that is there from being written over.
 * @throws PartylineError `internal`: the id is random, so only a mistake repeats one
 */
export function assertUnusedSession(tables: Tables, id: string): void {
  if (tables.session(id)) throw new PartylineError('internal');
}

/**
 * Adds a device's session whose id is unused. Where the account has as many as it may, those unused for
 * longest give way; `revoked` names them. App tokens do not count and never give way.
 */
export function startSession(
  tables: Tables,
  account: Account,
  { id, device, tokenHash, familyHash, address }: NewSession,
  at: number,
): OpenedSession {
  const live = tables.liveSessions(account.id).filter(({ grant }) => grant === null);
  const surplus = Math.max(0, live.length + 1 - limits.sessionsPerAccount);
  const revoked = endSessions(tables, live.slice(0, surplus), at);
  const session: Session = {
    id,
    account: account.id,
    device,
    grant: null,
    tokenHash,
    previousHash: null,
    familyHash,
    resumedBy: null,
    shownAfter: null,
    toldAt: at,
    createdAt: at,
    lastSeenAt: at,
    address,
    revokedAt: 0,
  };
  tables.putSession(session);
  return { session, revoked };
}

/** Revokes these sessions; returns their ids. */
export function endSessions(tables: Tables, sessions: readonly Session[], at: number): string[] {
  for (const session of sessions) tables.putSession({ ...session, revokedAt: at });
  return sessions.map((session) => session.id);
}

/**
 * Notes when a device was last here and how far each room was served to it; never goes back in a room.
 *
 * @returns `read`: the rooms in which the account has read on
 * @throws PartylineError `session.unknown`
 */
export function leaveSession(
  tables: Tables,
  proposal: LeaveSession,
): { readonly read: readonly MovedRead[] } {
  const session = tables.session(proposal.session);
  if (!session) throw new PartylineError('session.unknown');
  tables.putSession({ ...session, lastSeenAt: proposal.at });
  const { account } = session;
  const moved = proposal.readPositions.map((place) => moveRead(tables, { account, ...place }));
  return { read: moved.filter((each) => each !== undefined) };
}

/**
 * Ends sessions of the actor's own account, app tokens included, or for an operator of anyone's.
 * @throws PartylineError `forbidden`, `name.unknown`, `session.unknown` when the one named is not a
 *   live session of the account, `auth.pending`, `auth.banned`
 */
export function revokeSessions(
  tables: Tables,
  proposal: RevokeSessions,
): { readonly revoked: readonly string[] } {
  const { at, actor, account } = proposal;
  if (actor === account) actingAccount(tables, actor, at);
  else actingOperator(tables, actor, at);
  if (!tables.account(account)) throw new PartylineError('name.unknown');
  const revoked = endSessions(tables, chosenSessions(tables, proposal), at);
  if (revoked.length === 0) return { revoked };
  const whom = actor === account ? null : accountSubject(account);
  const data = { account, revoked: revoked.length };
  recordEvent(tables, { at, actor, type: proposal.type, whom, data });
  return { revoked };
}

function chosenSessions(tables: Tables, { account, sessions }: RevokeSessions): readonly Session[] {
  const live = tables.liveSessions(account);
  if (sessions === 'all') return live;
  if ('except' in sessions) return live.filter((session) => session.id !== sessions.except);
  const only = live.filter((session) => session.id === sessions.only);
  if (only.length === 0) throw new PartylineError('session.unknown');
  return only;
}

/** The rules of devices' sessions. */
export const sessionRules = {
  'session.open': openSession,
  'session.leave': leaveSession,
  'session.revoke': revokeSessions,
};
