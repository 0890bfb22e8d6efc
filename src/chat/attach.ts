import { PartylineError } from '../base/errors.ts';
import { expiryOf } from '../words/grant.ts';
import { assertMayTakePart } from './account-checks.ts';
import type { Session, Tables } from './tables.ts';

/* Connections beside a session's own: of an app token, or of a program beside the client of a device. */

/**
 * Another connection of a session that goes on as it is: an app token is used, or a program of the
 * person's uses the device's session beside the client. Nothing is rotated; a token that is neither the
 * session's present nor its previous one is refused, and the session stays.
 */
export interface AttachSession {
  readonly type: 'session.attach';
  readonly at: number;
  readonly session: string;
  readonly presentedHash: string;
  readonly address: string;
}

/**
 * Lets another connection of a session in, for the holder of its app token or of a device's token,
 * the one before included. A device's session stays as it is; of an app token it is noted when and from
 * where it was used.
 * @throws PartylineError `auth.resume` for a device's session, `auth.app-token` for any other, known or
 *   not, when it has ended, has expired, or the token is wrong; `auth.banned`
 */
export function attachSession(
  tables: Tables,
  { at, session: id, presentedHash, address }: AttachSession,
): { readonly session: Session } {
  const session = tables.session(id);
  const account = session && tables.account(session.account);
  if (!account || !isGood(session, presentedHash)) {
    throw new PartylineError(isOfDevice(session) ? 'auth.resume' : 'auth.app-token');
  }
  if (expiryOf(session) <= at)
    throw new PartylineError('auth.app-token', 'The app token has expired.');
  assertMayTakePart(account, at);
  if (isOfDevice(session)) return { session };
  const used: Session = { ...session, lastSeenAt: at, address };
  tables.putSession(used);
  return { session: used };
}

function isGood({ tokenHash, previousHash, revokedAt }: Session, presentedHash: string): boolean {
  if (revokedAt !== 0) return false;
  return presentedHash === tokenHash || presentedHash === previousHash;
}

function isOfDevice(session: Session | undefined): boolean {
  return session?.grant === null;
}

/** The rule of connections beside a session's own. */
export const attachRules = { 'session.attach': attachSession };
