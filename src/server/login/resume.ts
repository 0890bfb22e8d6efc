import { hashSecret, newToken } from '../../base/ids.ts';
import type { GreetingMessages } from '../../wire/messages.ts';
import type { AcceptedLine } from '../door/listener.ts';
import type { Line } from '../line.ts';
import { type Admission, lastSeenOf } from './admission.ts';
import type { Attempts } from './attempts.ts';

/**
 * Lets a device back in by its token, which is replaced by the next one. Throws `auth.resume` for a
 * session that is unknown, ended, or whose token is an old one: then the session is ended as well.
 */
export async function resumeSession(
  line: Line,
  { address, log }: AcceptedLine,
  attempts: Attempts,
  message: GreetingMessages['resume'],
): Promise<Admission> {
  const { directory, settings, epoch } = line;
  const session = directory.session(message.session);
  const account = session && directory.account(session.account);
  if (session === undefined || account === undefined || session.revokedAt > 0) {
    throw attempts.failed('auth.resume', account?.name, session ? 'revoked' : 'no such session');
  }
  const lastSeen = lastSeenOf(line, account);
  const deviceToken = newToken();
  const rotated = await attempts.propose(
    {
      type: 'session.rotate',
      at: settings.clock.now(),
      session: session.id,
      presentedHash: hashSecret(message.deviceToken),
      nextHash: hashSecret(deviceToken),
      address,
    },
    account.name,
  );
  if (!rotated.resumed) {
    log.warn('session.replayed', { name: account.name, session: session.id });
    throw attempts.failed('auth.resume', account.name, 'an older device token was replayed');
  }
  const cursors = message.epoch === epoch ? Object.entries(message.cursors) : [];
  return {
    account,
    sessionId: session.id,
    kind: 'resume',
    grant: null,
    attached: null,
    deviceToken,
    proof: null,
    created: false,
    lastSeen,
    cursors: new Map(cursors),
  };
}
