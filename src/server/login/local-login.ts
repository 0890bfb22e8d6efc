import type { Clock } from '../../base/clock.ts';
import { hashSecret, newToken, randomId } from '../../base/ids.ts';
import type { Account } from '../../chat/tables.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import { propose } from '../propose.ts';
import { lastSeenOf } from './admission.ts';
import type { GreetingHandler } from './handler.ts';

/**
 * `local.login`: lets the operator in who comes through the door at the server itself, beside whoever
 * else did. Refused with `forbidden` if the account is no operator's any more.
 */
export function loginLocally(parts: {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly directory: Directory;
  /** The account that is the operator's at the server itself. */
  operator(): Account;
}): GreetingHandler<'local.login'> {
  const { clock, journal, directory } = parts;
  return async (_newcomer, { device, receive, present }) => {
    const account = parts.operator();
    const lastSeen = lastSeenOf(directory, account);
    const { session } = await propose(journal, {
      type: 'session.local',
      at: clock.now(),
      account: account.id,
      device,
      id: randomId(16),
      tokenHash: hashSecret(newToken()),
    });
    return {
      account,
      sessionId: session.id,
      kind: 'local',
      taking: { receive, present, notesReading: receive },
      lastSeen,
    };
  };
}
