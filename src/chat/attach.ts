import { PartylineError } from '../base/errors.ts';
import { worded } from '../base/worded.ts';
import { expiryOf } from '../words/grant.ts';
import { assertMayComeIn } from './account-checks.ts';
import {
  assertGivenOnce,
  endReplayed,
  isGoodToken,
  type PresentedToken,
  type ReplayedToken,
} from './device-token.ts';
import type { Session, Tables } from './tables.ts';
import { isNotAfter } from './turn.ts';

/* Connections beside a session's own: of an app token, or of a program beside the client of a device. */

/**
 * Another connection of a session that goes on as it is: an app token is used, or a program of the
 * person's uses the device's session beside the client. Nothing is rotated.
 */
export interface AttachSession extends PresentedToken {
  readonly type: 'session.attach';
  readonly at: number;
  readonly session: string;
  readonly address: string;
}

/** The outcome for a program that came in. */
export type AttachedSession =
  | { readonly replayed: false; readonly session: Session }
  | ReplayedToken;

/**
 * Lets another connection of a session in, for the holder of its app token or of a device's token.
 * @throws PartylineError `auth.resume` for a device's session, `auth.app-token` for any other, known or
 *   not, when it has ended, has expired, or the token is wrong; `auth.banned`
 */
export function attachSession(tables: Tables, proposal: AttachSession): AttachedSession {
  const session = tables.session(proposal.session);
  return session?.grant === null
    ? attachToDevice(tables, session, proposal)
    : { replayed: false, session: attachByAppToken(tables, session, proposal) };
}

/**
 * The session stays as it is, but for an older token, which ends it. A program may have read a token before
 * the device showed the next one: on a connection that was greeted by then, the token is only refused.
 */
function attachToDevice(
  tables: Tables,
  session: Session,
  proposal: AttachSession,
): AttachedSession {
  const account = tables.account(session.account);
  if (!account || session.revokedAt !== 0) throw new PartylineError('auth.resume');
  assertGivenOnce(session, proposal);
  if (isGoodToken(session, proposal.presentedHash)) {
    assertMayComeIn(tables, account, proposal.address, proposal.at);
    return { replayed: false, session };
  }
  const { resumedBy, shownAfter } = session;
  const isLate = [resumedBy, shownAfter].some((turn) => isNotAfter(proposal.turn, turn));
  if (isLate) throw new PartylineError('auth.resume');
  return endReplayed(tables, session, proposal);
}

/** It is noted when and from where the app token was used. */
function attachByAppToken(
  tables: Tables,
  session: Session | undefined,
  { at, presentedHash, address }: AttachSession,
): Session {
  const account = session && tables.account(session.account);
  if (!account || !isGoodToken(session, presentedHash)) throw new PartylineError('auth.app-token');
  if (expiryOf(session) <= at) {
    throw new PartylineError('auth.app-token', worded('ended.app-token'));
  }
  assertMayComeIn(tables, account, address, at);
  const used: Session = { ...session, lastSeenAt: at, address };
  tables.putSession(used);
  return used;
}

/** The rule of connections beside a session's own. */
export const attachRules = { 'session.attach': attachSession };
