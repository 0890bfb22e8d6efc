import type { Clock } from '../../base/clock.ts';
import { PartylineError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { NewSession } from '../../chat/sessions.ts';
import type { Account } from '../../chat/tables.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Attempts } from './attempts.ts';
import type { NewAccount } from './newcomer.ts';

/* Makes the account of a newcomer who has proved the password that was registered. */

/** An account that a newcomer wants, with the record of its password and its first session. */
export interface AccountRequest extends Pick<NewAccount, 'mode' | 'inviteHash'> {
  readonly name: string;
  readonly uid: string;
  readonly record: string | null;
  readonly session: NewSession;
}

/**
 * Makes the account once the login with its new password has succeeded. Throws `auth.pending` when it
 * has to wait for an operator, and the refusals of the rules. Outside open sign-up a taken name looks
 * like any other outcome: it is not told.
 */
export async function createAccount(
  { journal, clock, log }: { readonly journal: Journal; readonly clock: Clock; readonly log: Log },
  attempts: Attempts,
  request: AccountRequest,
): Promise<Account> {
  const { name, uid, record, mode, inviteHash, session } = request;
  const outcome = await journal.request({
    type: 'account.create',
    at: clock.now(),
    uid,
    name,
    role: 'member',
    record,
    mode,
    inviteHash,
    session,
  });
  if (outcome.ok) {
    const { account } = outcome.value;
    log.info('sign-up', { name, mode, pending: account.pending, address: session.address });
    if (account.pending) throw new PartylineError('auth.pending');
    return account;
  }
  const { code, message } = outcome;
  log.warn('sign-up.failed', { name, mode, code, address: session.address });
  if (code !== 'sign-up.name-taken' || mode === 'open') throw new PartylineError(code, message);
  if (mode === 'approve' && inviteHash === null) throw new PartylineError('auth.pending');
  throw attempts.failed('auth.failed', name, 'sign-up under a name that is taken');
}
