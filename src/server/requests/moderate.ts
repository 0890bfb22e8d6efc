import type { Clock } from '../../base/clock.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { RequestFields } from '../../wire/requests.ts';
import { propose } from '../propose.ts';
import { accountNamed } from './account-named.ts';
import type { Handler, Requester } from './handler.ts';
import { proposing } from './proposing.ts';
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
  const handler = proposing(journal);
  return {
    ban: handler<'account.ban'>((requester, { type, force, ...request }) => {
      return { type, ...by(requester), ...imposing(requester, request, force) };
    }),
    unban: handler<'account.unban'>((requester, { type, ...request }) => {
      return { type, ...by(requester), ...targetOf(request) };
    }),
    mute: handler<'account.mute'>((requester, { type, ...request }) => {
      return { type, ...by(requester), ...imposing(requester, request) };
    }),
    unmute: handler<'account.unmute'>((requester, { type, ...request }) => {
      return { type, ...by(requester), ...targetOf(request) };
    }),
    changeLockdown: handler<'line.lockdown'>((requester, { type, lockdown }) => {
      return { type, ...by(requester), lockdown };
    }),
    admit: handler<'account.admit'>((requester, { type, name }) => {
      return { type, ...by(requester), name };
    }),
    changeRole: handler<'account.role'>((requester, { type, name, role }) => {
      return { type, ...by(requester), name, role };
    }),
    changeSignUp: handler<'sign-up.change'>((requester, { type, mode }) => {
      return { type, ...by(requester), mode };
    }),
    async revoke(requester, { name, session }) {
      const { revoked } = await propose(journal, {
        type: 'session.revoke',
        ...by(requester),
        account: accountNamed(directory, name).id,
        sessions: session === 'all' ? 'all' : { only: session },
      });
      return { count: revoked.length };
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
