import { PartylineError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Directory } from '../../store/directory.ts';
import type { MemberSessions } from '../member/member-sessions.ts';
import { accountNamed } from './account-named.ts';
import type { Handler } from './handler.ts';

/** `account.kick`: ends the connections of an account, but for consoles at the server itself. */
export function kick(parts: {
  readonly directory: Directory;
  readonly log: Log;
  readonly sessions: Pick<MemberSessions, 'endAccount'>;
}): Handler<'account.kick'> {
  const { directory, log, sessions } = parts;
  return (requester, { name, reason }) => {
    const { id } = accountNamed(directory, name);
    if (id === requester.account)
      throw new PartylineError('forbidden', 'You cannot kick yourself.');
    const words = `The operator has ended your connection${reason === '' ? '.' : `: ${reason}`}`;
    const connections = sessions.endAccount(id, { reason: 'kicked', words });
    log.info('kicked', { name, by: requester.name, connections, reason });
    return { connections };
  };
}
