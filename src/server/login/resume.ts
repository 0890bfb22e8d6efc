import type { Clock } from '../../base/clock.ts';
import { hashSecret, newToken } from '../../base/ids.ts';
import type { Directory } from '../../store/directory.ts';
import { lastSeenOf } from './admission.ts';
import type { GreetingHandler } from './handler.ts';
import type { LoginQueue } from './login-queue.ts';

/**
 * `resume`: lets a device back in by its token, which is replaced by the next one. Throws `auth.resume`
 * for a session that is unknown, ended, or whose token is an old one: then the session is ended as well.
 */
export function resume(parts: {
  readonly directory: Directory;
  readonly loginQueue: LoginQueue;
  readonly clock: Clock;
  /** Identity of the history: cursors of another one say nothing. */
  readonly epoch: string;
}): GreetingHandler<'resume'> {
  const { directory, loginQueue, clock, epoch } = parts;
  return async ({ address, log, attempts }, request) => {
    await loginQueue.run(attempts.network, () => {});
    const session = directory.session(request.session);
    const account = session && directory.account(session.account);
    if (session === undefined || account === undefined || session.revokedAt > 0) {
      throw attempts.failed('auth.resume', account?.name, session ? 'revoked' : 'no such session');
    }
    const lastSeen = lastSeenOf(directory, account);
    const deviceToken = newToken();
    const rotated = await attempts.propose(
      {
        type: 'session.rotate',
        at: clock.now(),
        session: session.id,
        presentedHash: hashSecret(request.deviceToken),
        nextHash: hashSecret(deviceToken),
        address,
      },
      account.name,
    );
    if (!rotated.resumed) {
      log.warn('session.replayed', { name: account.name, session: session.id });
      throw attempts.failed('auth.resume', account.name, 'an older device token was replayed');
    }
    const cursors = request.epoch === epoch ? Object.entries(request.cursors) : [];
    return {
      account,
      sessionId: session.id,
      kind: 'resume',
      deviceToken,
      lastSeen,
      cursors: new Map(cursors),
    };
  };
}
