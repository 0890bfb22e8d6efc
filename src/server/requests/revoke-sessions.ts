import type { Clock } from '../../base/clock.ts';
import type { RevokeSessions } from '../../chat/sessions.ts';
import type { Journal } from '../../journal/journal.ts';
import { propose } from '../propose.ts';
import type { Handler } from './handler.ts';

/** `session.revoke`: ends sessions of the own account. Refused with what the rules say. */
export function revokeSessions(parts: {
  readonly journal: Journal;
  readonly clock: Clock;
}): Handler<'session.revoke'> {
  const { journal, clock } = parts;
  return async ({ account, sessionId }, { session }) => {
    const { revoked } = await propose(journal, {
      type: 'session.revoke',
      at: clock.now(),
      actor: account,
      account,
      sessions: chosen(session, sessionId),
    });
    return { count: revoked.length };
  };
}

function chosen(which: string, current: string): RevokeSessions['sessions'] {
  if (which === 'all') return 'all';
  if (which === 'others') return { except: current };
  return { only: which === 'current' ? current : which };
}
