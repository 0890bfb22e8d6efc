import type { Clock } from '../../base/clock.ts';
import type { Directory } from '../../store/directory.ts';
import type { MemberSessions } from '../member/member-sessions.ts';
import { accountNamed } from './account-named.ts';
import { lastThatFit } from './fitting.ts';
import type { Handler } from './handler.ts';
import { describeSession, listedSessions } from './sessions.ts';

/** `account.sessions`: of one account, or of all by name; those left out are the first of these. */
export function listAccountSessions(parts: {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly sessions: Pick<MemberSessions, 'countOf'>;
}): Handler<'account.sessions'> {
  const { directory, clock } = parts;
  return ({ sessionId }, { name }) => {
    const accounts = name === undefined ? directory.accounts() : [accountNamed(directory, name)];
    const all = accounts.flatMap((account) =>
      listedSessions(directory, account.id, clock.now()).map((session) => ({
        name: account.name,
        ...describeSession(directory, session, {
          online: parts.sessions.countOf(session.id) > 0,
          current: session.id === sessionId,
        }),
      })),
    );
    const { fitting: sessions, more } = lastThatFit(all);
    return { sessions, more };
  };
}
