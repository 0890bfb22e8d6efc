import { PartylineError } from '../../base/errors.ts';
import { hashSecret, randomId } from '../../base/ids.ts';
import { resetFits } from '../../chat/password-record.ts';
import type { NewSession } from '../../chat/sessions.ts';
import { inviteFits } from '../../chat/sign-up.ts';
import type { Account } from '../../chat/tables.ts';
import type { SignUpMode } from '../../words/sign-up-mode.ts';
import type { Line } from '../line.ts';
import type { Attempts } from './attempts.ts';

/** What a name is about to become, while the client registers a record for it. */
export interface Registration {
  readonly name: string;
  readonly uid: string;
  /** undefined until `register.finish`. */
  readonly record?: string;
  readonly purpose: NewAccount | NewPassword;
}

export interface NewAccount {
  readonly type: 'create';
  readonly mode: SignUpMode;
  readonly inviteHash: string | null;
}

export interface NewPassword {
  readonly type: 'reset';
  readonly account: Account;
  readonly codeHash: string;
}

/**
 * Begins to register a name: for a new account, or with a reset code for the account that has it.
 * Throws `sign-up.closed`, `sign-up.code`, and where names are public `sign-up.name-taken` or, after
 * too many questions for names, `auth.throttled`.
 */
export function beginRegistration(
  line: Line,
  attempts: Attempts,
  name: string,
  code: string | undefined,
): Registration {
  const account = line.directory.accountByName(name);
  if (code === undefined) {
    // The answer tells whether the name is taken, as that to `account.lookup` does.
    if (line.signUp === 'open') attempts.looksUp(name);
    assertOpenTo(line.signUp, account);
    return newAccount(line.signUp, name, null);
  }
  const now = line.settings.clock.now();
  const codeHash = hashSecret(code);
  if (account !== undefined && resetFits(account, codeHash, now)) {
    return { name, uid: account.uid, purpose: { type: 'reset', account, codeHash } };
  }
  const fits = inviteFits(line.directory.invite(codeHash), name, now);
  if (line.signUp === 'closed' || !fits) {
    throw attempts.failed('sign-up.code', name, 'code unknown, used, expired, or for another name');
  }
  return newAccount(line.signUp, name, codeHash);
}

function assertOpenTo(mode: SignUpMode, account: Account | undefined): void {
  if (mode === 'closed') throw new PartylineError('sign-up.closed');
  if (mode === 'invite') {
    throw new PartylineError('sign-up.code', 'Signing up needs an invitation of the operator.');
  }
  if (mode === 'open' && account !== undefined) throw new PartylineError('sign-up.name-taken');
}

function newAccount(mode: SignUpMode, name: string, inviteHash: string | null): Registration {
  return { name, uid: randomId(16), purpose: { type: 'create', mode, inviteHash } };
}

/**
 * Makes the account once the login with its new password has succeeded. Throws `auth.pending` when it
 * has to wait for the operator, and the refusals of the rules. Outside open sign-up a taken name looks
 * like any other outcome: it is not told.
 */
export async function createAccount(
  line: Line,
  attempts: Attempts,
  { name, record, uid }: Registration,
  { mode, inviteHash }: NewAccount,
  session: NewSession,
): Promise<Account> {
  const { log, clock } = line.settings;
  const outcome = await line.journal.request({
    type: 'account.create',
    at: clock.now(),
    uid,
    name,
    role: 'member',
    record: record ?? null,
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
