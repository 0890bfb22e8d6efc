import type { Clock } from '../../base/clock.ts';
import { hashSecret, newToken, randomId } from '../../base/ids.ts';
import { localAddress } from '../../chat/local-session.ts';
import type { Account, Session } from '../../chat/tables.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import { propose } from '../propose.ts';
import { lastSeenOf } from './admission.ts';
import { outOfReach } from './caught-up.ts';
import type { Gate } from './gate.ts';
import type { GreetingHandler } from './handler.ts';

/**
 * `local.login`: lets the operator in who comes through the door at the server itself, beside whoever
 * else did. Refused with `forbidden` if the account is no operator's any more.
 */
export function loginLocally(parts: {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly directory: Directory;
  readonly gate: Pick<Gate, 'isReached'>;
  /** The account that is the operator's at the server itself. */
  operator(): Account;
}): GreetingHandler<'local.login'> {
  const { clock, journal, directory } = parts;
  return async (_newcomer, { device, receive, present }) => {
    const account = parts.operator();
    const lastSeen = lastSeenOf(directory, account);
    // Without the order the operator can still look: by the session of consoles that there is.
    const { session } = parts.gate.isReached
      ? await propose(journal, {
          type: 'session.local',
          at: clock.now(),
          account: account.id,
          device,
          id: randomId(16),
          tokenHash: hashSecret(newToken()),
        })
      : consoleSession(directory, account.id, device);
    return {
      account,
      sessionId: session.id,
      kind: 'local',
      taking: { receive, present, notesReading: receive },
      lastSeen,
    };
  };
}

/** Throws `server.busy` if there is none, as where no console of this device was ever opened. */
function consoleSession(
  directory: Directory,
  account: number,
  device: string,
): { readonly session: Session } {
  const session = directory
    .liveSessions(account)
    .find((each) => each.address === localAddress && each.device === device);
  if (session === undefined) throw outOfReach();
  return { session };
}
