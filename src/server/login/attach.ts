import { loginKeys } from '../../auth/throttle.ts';
import type { Clock } from '../../base/clock.ts';
import { hashSecret } from '../../base/ids.ts';
import type { Session } from '../../chat/tables.ts';
import type { Directory } from '../../store/directory.ts';
import { expiryOf } from '../../words/grant.ts';
import { lastSeenOf } from './admission.ts';
import type { GreetingHandler } from './handler.ts';
import type { LoginQueue } from './login-queue.ts';

/**
 * `attach`: lets a program in by an app token, or by the token of a device beside which it goes on.
 * Throws `auth.app-token`, or `auth.resume` for a device's session, when the session is unknown or has
 * ended or the secret is wrong; repeated failures wait as wrong passwords do.
 */
export function attach(parts: {
  readonly directory: Directory;
  readonly loginQueue: LoginQueue;
  readonly clock: Clock;
  /** Identity of the history: cursors of another one say nothing. */
  readonly epoch: string;
}): GreetingHandler<'attach'> {
  const { directory, loginQueue, clock, epoch } = parts;
  return async ({ address, log, attempts }, request) => {
    await loginQueue.run(attempts.network, () => {});
    const before = directory.session(request.session);
    const account = before && directory.account(before.account);
    // No name has a space in it, so that nobody is slowed down in logging in by name.
    const target = `session ${request.session}`;
    const at = clock.now();
    const presentedHash = hashSecret(request.secret);
    const problem = problemWith(before, presentedHash, at);
    if (account === undefined || problem !== undefined) {
      await attempts.admit(loginKeys(target, attempts.network), account?.name);
      const code = before?.grant === null ? 'auth.resume' : 'auth.app-token';
      throw attempts.failed(code, account?.name, problem ?? 'the account is gone');
    }
    const lastSeen = lastSeenOf(directory, account);
    const { session } = await attempts.propose(
      { type: 'session.attach', at, session: request.session, presentedHash, address },
      account.name,
    );
    if (session.grant !== null && before?.address === '') {
      log.info('token.used', { name: account.name, session: session.id, token: session.device });
    }
    const isHonoured = request.receive && request.epoch === epoch;
    const admitted = {
      account,
      sessionId: session.id,
      beside: { receive: request.receive, present: request.present, notesReading: false },
      lastSeen,
      cursors: new Map(isHonoured ? Object.entries(request.cursors ?? {}) : []),
    };
    return session.grant === null
      ? { ...admitted, kind: 'attach' }
      : { ...admitted, kind: 'app-token', grant: session.grant };
  };
}

/** Why the session lets nobody in, for the log; undefined when it does. The rules decide again. */
function problemWith(
  session: Session | undefined,
  presentedHash: string,
  at: number,
): string | undefined {
  if (session === undefined) return 'no such session';
  if (session.revokedAt > 0) return 'revoked';
  const { tokenHash, previousHash } = session;
  if (presentedHash !== tokenHash && presentedHash !== previousHash) return 'wrong secret';
  return expiryOf(session) <= at ? 'expired' : undefined;
}
