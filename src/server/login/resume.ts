import { deviceTokenHashes, nextDeviceToken } from '../../auth/device-token.ts';
import type { Clock } from '../../base/clock.ts';
import { wasGiven } from '../../chat/device-token.ts';
import type { Session } from '../../chat/tables.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import { lastSeenOf } from './admission.ts';
import { caughtUp } from './caught-up.ts';
import type { GreetingHandler } from './handler.ts';
import type { LoginQueue } from './login-queue.ts';

/**
 * `resume`: lets a device back in by its token, which the next one follows. Throws `auth.resume` for a
 * session that is unknown, ended, or has another token, and for one that is ended now because an older token
 * of it was shown; `auth.overtaken` if the device has come back on a later connection.
 */
export function resume(parts: {
  readonly directory: Directory;
  readonly loginQueue: LoginQueue;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Identity of the history: cursors of another one say nothing. */
  readonly epoch: string;
}): GreetingHandler<'resume'> {
  const { directory, journal, loginQueue, clock, epoch } = parts;
  return async (newcomer, request) => {
    const { address, log, attempts, turn } = newcomer;
    await loginQueue.run(attempts.network, () => {});
    const { tokenHash: presentedHash, familyHash } = deviceTokenHashes(request.deviceToken);
    const look = () => {
      const session = directory.session(request.session);
      return { session, problem: problemWith(session, { presentedHash, familyHash }) };
    };
    // Another node may have opened the session, or given it this token, a moment ago.
    let found = look();
    if (found.problem !== undefined) {
      await caughtUp(journal);
      found = look();
    }
    const { session, problem } = found;
    const account = session && directory.account(session.account);
    if (session === undefined || account === undefined || problem !== undefined) {
      throw attempts.failed('auth.resume', account?.name, problem ?? 'the account is gone');
    }
    // Nobody waits for a token on a connection that has ended.
    if (newcomer.isGone()) return undefined;
    const lastSeen = lastSeenOf(directory, account);
    const deviceToken = nextDeviceToken(request.deviceToken);
    const { tokenHash: nextHash } = deviceTokenHashes(deviceToken);
    const rotated = await attempts.propose(
      {
        type: 'session.rotate',
        at: clock.now(),
        session: session.id,
        presentedHash,
        familyHash,
        nextHash,
        address,
        turn,
      },
      account.name,
    );
    if (rotated.replayed) {
      log.warn('session.replayed', { name: account.name, session: session.id });
      throw attempts.failed('auth.resume', account.name, 'an older device token was replayed');
    }
    const { receive = true, present = true } = request;
    const cursors = request.epoch === epoch ? Object.entries(request.cursors) : [];
    return {
      account,
      sessionId: session.id,
      kind: 'resume',
      taking: { receive, present, notesReading: receive },
      deviceToken,
      tokenHash: nextHash,
      toldAt: rotated.before.toldAt,
      lastSeen,
      cursors: new Map(cursors),
    };
  };
}

/** Why the session lets nobody in, for the log; undefined when the rules have to decide. */
function problemWith(
  session: Session | undefined,
  presented: Parameters<typeof wasGiven>[1],
): string | undefined {
  if (session === undefined) return 'no such session';
  if (session.revokedAt > 0) return 'revoked';
  return wasGiven(session, presented) ? undefined : 'wrong device token';
}
