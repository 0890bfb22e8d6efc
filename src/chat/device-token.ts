import { PartylineError } from '../base/errors.ts';
import { assertMayComeIn } from './account-checks.ts';
import { recordEvent } from './audit.ts';
import { endSessions } from './sessions.ts';
import type { Session, Tables } from './tables.ts';
import { isNotAfter, type Turn } from './turn.ts';

/*
 * Device tokens: renewed each time a device comes back, and caught when an older one turns up again. The
 * token before stays good until the device shows that it has the new one, as the answer that brings it may
 * be lost.
 */

/** A device token that somebody presents, and the connection it comes on. */
export interface PresentedToken {
  readonly presentedHash: string;
  /** Of the half that all device tokens of a session have in common. */
  readonly familyHash: string;
  readonly turn: Turn;
}

/** A device comes back with its token and gets the next one, of the same family. */
export interface RotateDeviceToken extends PresentedToken {
  readonly type: 'session.rotate';
  readonly at: number;
  readonly session: string;
  readonly nextHash: string;
  readonly address: string;
}

/** A device shows that it has the token that it was given last. */
export interface ShowDeviceToken {
  readonly type: 'session.show';
  readonly at: number;
  readonly session: string;
  /** The token it was given; nothing happens if it was given another one since. */
  readonly tokenHash: string;
  /** The connection that was greeted last by then. */
  readonly turn: Turn;
  /** Of app tokens that were made up to `at` the device was told. */
  readonly told: boolean;
}

/** An older token was shown again: the session was revoked by this very proposal. */
export interface ReplayedToken {
  readonly replayed: true;
  readonly revoked: readonly string[];
  readonly account: number;
}

/** The outcome for a device that came back; `before` is its session as it was. */
export type RotatedToken =
  | { readonly replayed: false; readonly session: Session; readonly before: Session }
  | ReplayedToken;

/**
 * Resumes a session for the holder of its device token, or of the one before; either way the next token
 * becomes the current one. An older one that once was good ends the session: it was stolen, or its successor
 * was. But what comes on a connection that was greeted before the one which resumed last is only late.
 * @throws PartylineError `auth.resume` when there is no such live session of a device, or the token never was
 *   one of it; `auth.overtaken` when it is late; `auth.banned`
 */
export function rotateDeviceToken(tables: Tables, proposal: RotateDeviceToken): RotatedToken {
  const { at, presentedHash, familyHash, nextHash, address, turn } = proposal;
  const before = tables.session(proposal.session);
  const account = before && tables.account(before.account);
  if (!account || before.revokedAt !== 0 || before.grant !== null) {
    throw new PartylineError('auth.resume');
  }
  assertGivenOnce(before, proposal);
  if (isNotAfter(turn, before.resumedBy)) throw new PartylineError('auth.overtaken');
  if (!isGoodToken(before, presentedHash)) return endReplayed(tables, before, proposal);
  assertMayComeIn(tables, account, address, at);
  const session: Session = {
    ...before,
    tokenHash: nextHash,
    previousHash: presentedHash,
    familyHash,
    resumedBy: turn,
    lastSeenAt: at,
    address,
  };
  tables.putSession(session);
  return { replayed: false, session, before };
}

/** Whether a live session takes this token at present. */
export function isGoodToken(
  { tokenHash, previousHash, revokedAt }: Session,
  presentedHash: string,
): boolean {
  return revokedAt === 0 && (presentedHash === tokenHash || presentedHash === previousHash);
}

/**
 * Whether a token is one that the session takes, or once took. A session that is older than families knows
 * its last two only.
 */
export function wasGiven(
  session: Session,
  { presentedHash, familyHash }: Pick<PresentedToken, 'presentedHash' | 'familyHash'>,
): boolean {
  const { tokenHash, previousHash } = session;
  if (presentedHash === tokenHash || presentedHash === previousHash) return true;
  return session.familyHash === familyHash;
}

/** Throws `auth.resume` for a token that never was one of the session: whoever has it knows nothing. */
export function assertGivenOnce(session: Session, presented: PresentedToken): void {
  if (!wasGiven(session, presented)) throw new PartylineError('auth.resume');
}

/** Ends a session whose token was stolen. */
export function endReplayed(
  tables: Tables,
  session: Session,
  { at, address }: { readonly at: number; readonly address: string },
): ReplayedToken {
  const revoked = endSessions(tables, [session], at);
  const data = { session: session.id, address };
  recordEvent(tables, { at, actor: session.account, type: 'session.replay', data });
  return { replayed: true, revoked, account: session.account };
}

/** Makes the token before void, now that the device has shown the one it was given after it. */
export function showDeviceToken(
  tables: Tables,
  { at, session: id, tokenHash, turn, told }: ShowDeviceToken,
): { readonly session: string } {
  const session = tables.session(id);
  if (session === undefined || session.revokedAt !== 0 || session.tokenHash !== tokenHash) {
    return { session: id };
  }
  const toldAt = told ? at : session.toldAt;
  tables.putSession({ ...session, previousHash: null, shownAfter: turn, toldAt });
  return { session: id };
}

/** The rules of device tokens. */
export const deviceTokenRules = {
  'session.rotate': rotateDeviceToken,
  'session.show': showDeviceToken,
};
