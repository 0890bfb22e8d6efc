import { deviceTokenHashes } from '../../auth/device-token.ts';
import { loginKeys } from '../../auth/throttle.ts';
import type { Clock } from '../../base/clock.ts';
import { isGoodToken, wasGiven } from '../../chat/device-token.ts';
import type { Session } from '../../chat/tables.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import { expiryOf } from '../../words/grant.ts';
import { lastSeenOf } from './admission.ts';
import { caughtUp } from './caught-up.ts';
import type { GreetingHandler } from './handler.ts';
import type { LoginQueue } from './login-queue.ts';

/**
 * `attach`: lets a program in by an app token, or by the token of a device beside which it goes on.
 * Throws `auth.app-token`, or `auth.resume` for a device's session, when the session is unknown or has
 * ended or the secret is wrong; repeated failures wait as wrong passwords do. An older token of a device
 * ends its session, unless it may have been read before the next one was shown.
 */
export function attach(parts: {
  readonly directory: Directory;
  readonly loginQueue: LoginQueue;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Identity of the history: cursors of another one say nothing. */
  readonly epoch: string;
}): GreetingHandler<'attach'> {
  const { directory, journal, loginQueue, clock, epoch } = parts;
  return async ({ address, log, attempts, turn }, request) => {
    await loginQueue.run(attempts.network, () => {});
    // No name has a space in it, so that nobody is slowed down in logging in by name.
    const target = `session ${request.session}`;
    const at = clock.now();
    const { tokenHash: presentedHash, familyHash } = deviceTokenHashes(request.secret);
    const look = () => {
      const before = directory.session(request.session);
      return { before, problem: problemWith(before, { presentedHash, familyHash }, at) };
    };
    // Another node may have opened the session, or given it this token, a moment ago.
    let found = look();
    if (found.problem !== undefined) {
      await caughtUp(journal);
      found = look();
    }
    const { before, problem } = found;
    const account = before && directory.account(before.account);
    if (account === undefined || problem !== undefined) {
      await attempts.admit(loginKeys(target, attempts.network), account?.name);
      const code = before?.grant === null ? 'auth.resume' : 'auth.app-token';
      throw attempts.failed(code, account?.name, problem ?? 'the account is gone');
    }
    const lastSeen = lastSeenOf(directory, account);
    const presented = { presentedHash, familyHash, turn };
    const attached = await attempts.propose(
      { type: 'session.attach', at, session: request.session, ...presented, address },
      account.name,
    );
    if (attached.replayed) {
      log.warn('session.replayed', { name: account.name, session: request.session });
      throw attempts.failed('auth.resume', account.name, 'an older device token was replayed');
    }
    const { session } = attached;
    if (session.grant !== null && before?.address === '') {
      log.info('token.used', { name: account.name, session: session.id, token: session.device });
    }
    const isHonoured = request.receive && request.epoch === epoch;
    const admitted = {
      account,
      sessionId: session.id,
      taking: { receive: request.receive, present: request.present, notesReading: false },
      lastSeen,
      cursors: new Map(isHonoured ? Object.entries(request.cursors ?? {}) : []),
    };
    return session.grant === null
      ? { ...admitted, kind: 'attach', tokenHash: presentedHash }
      : { ...admitted, kind: 'app-token', grant: session.grant };
  };
}

/** Why the session lets nobody in, for the log; undefined when the rules have to decide. */
function problemWith(
  session: Session | undefined,
  presented: Parameters<typeof wasGiven>[1],
  at: number,
): string | undefined {
  if (session === undefined) return 'no such session';
  if (session.revokedAt > 0) return 'revoked';
  // Of a device an older token says something: it was stolen, or read a moment ago.
  const isKnown = session.grant === null ? wasGiven(session, presented) : false;
  if (!isKnown && !isGoodToken(session, presented.presentedHash)) return 'wrong secret';
  return expiryOf(session) <= at ? 'expired' : undefined;
}
