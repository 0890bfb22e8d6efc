import { actingOperator } from './account-checks.ts';
import { recordEvent } from './audit.ts';
import { assertUnusedSession, type OpenedSession, startSession } from './sessions.ts';
import type { Tables } from './tables.ts';

/* Sessions of operators who sit at the server itself. */

/** Where sessions that are used at the server itself come from, in place of an IP address. */
export const localAddress = 'console';

/** Gives an operator who sits at the server itself a session. */
export interface OpenLocalSession {
  readonly type: 'session.local';
  readonly at: number;
  readonly account: number;
  readonly device: string;
  /** For a session that has to be made. */
  readonly id: string;
  /** The hash of a token that nobody has: the session cannot be used from elsewhere. */
  readonly tokenHash: string;
}

/**
 * The operator's session of this device at the server itself: the one there is, else a new one. All
 * consoles have one together, which remembers when the operator was last there.
 * @throws PartylineError `forbidden` for members, `name.unknown`
 */
export function openLocalSession(tables: Tables, proposal: OpenLocalSession): OpenedSession {
  const { at, device, id, tokenHash } = proposal;
  const account = actingOperator(tables, proposal.account, at);
  const there = tables
    .liveSessions(account.id)
    .find((session) => session.address === localAddress && session.device === device);
  if (there !== undefined) return { session: there, revoked: [] };
  assertUnusedSession(tables, id);
  const opened = startSession(
    tables,
    account,
    { id, device, tokenHash, familyHash: null, address: localAddress },
    at,
  );
  const data = { session: id, revoked: opened.revoked.length };
  recordEvent(tables, { at, actor: account.id, type: 'session.open', data });
  return opened;
}

/** The rule of sessions at the server itself. */
export const localSessionRules = { 'session.local': openLocalSession };
