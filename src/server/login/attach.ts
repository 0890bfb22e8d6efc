import { PartylineError } from '../../base/errors.ts';
import { hashSecret } from '../../base/ids.ts';
import type { Session } from '../../chat/tables.ts';
import type { GreetingMessages } from '../../wire/messages.ts';
import { expiryOf } from '../../words/grant.ts';
import type { AcceptedLine } from '../door/listener.ts';
import type { Line } from '../line.ts';
import { type Admission, lastSeenOf } from './admission.ts';
import type { Attempts } from './attempts.ts';

/**
 * Lets a program in by an app token, or by the token of a device beside which it goes on. Throws
 * `auth.app-token`, or `auth.resume` for a device's session, when the session is unknown or has ended or
 * the secret is wrong; repeated failures wait as wrong passwords do.
 */
export async function attachSession(
  line: Line,
  { address, log }: AcceptedLine,
  attempts: Attempts,
  message: GreetingMessages['attach'],
): Promise<Admission> {
  const { directory, settings, epoch } = line;
  const before = directory.session(message.session);
  const account = before && directory.account(before.account);
  // No name has a space in it, so that nobody is slowed down in logging in by name.
  const target = `session ${message.session}`;
  await attempts.holdBack(target, account?.name);
  const at = settings.clock.now();
  const presentedHash = hashSecret(message.secret);
  const problem = problemWith(before, presentedHash, at);
  if (account === undefined || problem !== undefined) {
    attempts.slowDown(target);
    const code = before?.grant === null ? 'auth.resume' : 'auth.app-token';
    throw attempts.failed(code, account?.name, problem ?? 'the account is gone');
  }
  const lastSeen = lastSeenOf(line, account);
  const { session } = await attempts.propose(
    { type: 'session.attach', at, session: message.session, presentedHash, address },
    account.name,
  );
  if (session.grant !== null && before?.address === '') {
    log.info('token.used', { name: account.name, session: session.id, token: session.device });
  }
  const isHonoured = message.receive && message.epoch === epoch;
  return {
    account,
    sessionId: session.id,
    kind: session.grant === null ? 'attach' : 'app-token',
    grant: session.grant,
    attached: { receive: message.receive, present: message.present },
    deviceToken: null,
    proof: null,
    created: false,
    lastSeen,
    cursors: new Map(isHonoured ? Object.entries(message.cursors ?? {}) : []),
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

/** Guards the number of connections a session has beside its own. Throws `server.busy`. */
export function assertRoomBeside({ settings, connectionsOf }: Line, session: string): void {
  const { connectionsPerSession } = settings.bounds;
  if (connectionsOf(session) < connectionsPerSession) return;
  const sentence = `The session has ${connectionsPerSession} connections already, as many as it may.`;
  throw new PartylineError('server.busy', sentence);
}
