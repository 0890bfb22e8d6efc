import type { Clock } from '../../base/clock.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { RequestFields } from '../../wire/requests.ts';
import { propose } from '../propose.ts';
import { accountNamed } from './account-named.ts';
import type { Handler, Requester } from './handler.ts';
import { targetOf } from './target.ts';

/**
 * Requests by which an operator decides about an account: the rules decide whether they may, and what
 * follows from what was stored is not the handlers' part.
 */
export function moderate(parts: {
  readonly journal: Journal;
  readonly directory: Directory;
  readonly clock: Clock;
}): {
  readonly ban: Handler<'account.ban'>;
  readonly unban: Handler<'account.unban'>;
  readonly mute: Handler<'account.mute'>;
  readonly unmute: Handler<'account.unmute'>;
  readonly changeLockdown: Handler<'line.lockdown'>;
  readonly admit: Handler<'account.admit'>;
  readonly changeRole: Handler<'account.role'>;
  readonly revoke: Handler<'account.revoke'>;
  readonly changeSignUp: Handler<'sign-up.change'>;
} {
  const { journal, directory, clock } = parts;
  const by = ({ account }: { readonly account: number }) => ({ at: clock.now(), actor: account });
  return {
    async ban(requester, { force, ...request }) {
      await propose(journal, {
        type: 'account.ban',
        ...by(requester),
        ...imposing(requester, request, force),
      });
      return {};
    },
    async unban(requester, request) {
      await propose(journal, { type: 'account.unban', ...by(requester), ...targetOf(request) });
      return {};
    },
    async mute(requester, request) {
      await propose(journal, {
        type: 'account.mute',
        ...by(requester),
        ...imposing(requester, request),
      });
      return {};
    },
    async unmute(requester, request) {
      await propose(journal, { type: 'account.unmute', ...by(requester), ...targetOf(request) });
      return {};
    },
    async changeLockdown(requester, { lockdown }) {
      await propose(journal, { type: 'line.lockdown', ...by(requester), lockdown });
      return {};
    },
    async admit(requester, { name }) {
      await propose(journal, { type: 'account.admit', ...by(requester), name });
      return {};
    },
    async changeRole(requester, { name, role }) {
      await propose(journal, { type: 'account.role', ...by(requester), name, role });
      return {};
    },
    async revoke(requester, { name, session }) {
      const { revoked } = await propose(journal, {
        type: 'session.revoke',
        ...by(requester),
        account: accountNamed(directory, name).id,
        sessions: session === 'all' ? 'all' : { only: session },
      });
      return { count: revoked.length };
    },
    async changeSignUp(requester, { mode }) {
      await propose(journal, { type: 'sign-up.change', ...by(requester), mode });
      return {};
    },
  };
}

/** The fields of a ban or a mute, with where the operator asks from if it is of a network. */
function imposing(
  { address: from }: Requester,
  { until, reason, ...request }: RequestFields<'account.mute'>,
  force = false,
) {
  const target = targetOf(request);
  return 'name' in target
    ? { ...target, until, reason }
    : { ...target, until, reason, from, force };
}
