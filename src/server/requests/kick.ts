import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { isOnConnection } from '../../chat/sanctions.ts';
import type { Journal } from '../../journal/journal.ts';
import type { MemberSessions } from '../member/member-sessions.ts';
import { propose } from '../propose.ts';
import type { Handler } from './handler.ts';
import { targetOf } from './target.ts';

/**
 * `account.kick`: has the connections of an account, or from a network, ended, but for consoles at the server
 * itself and the connections of whoever asks; says how many there are.
 */
export function kick(parts: {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly sessions: Pick<MemberSessions, 'countWhere'>;
}): Handler<'account.kick'> {
  const { journal, clock, log, sessions } = parts;
  return async (requester, { reason, ...request }) => {
    const { account: actor, name: by } = requester;
    const target = targetOf(request);
    const act = { type: 'account.kick', at: clock.now(), actor, reason } as const;
    const kicked = await propose(journal, { ...act, ...target });
    const connections = sessions.countWhere(
      (connection) => connection.account !== actor && isOnConnection(kicked, connection),
    );
    log.info('kicked', { ...target, by, connections, reason });
    return { connections };
  };
}
