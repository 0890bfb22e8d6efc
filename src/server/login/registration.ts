import { answerRegistration, type ServerKeys } from '../../auth/server-handshake.ts';
import type { Clock } from '../../base/clock.ts';
import { PartylineError } from '../../base/errors.ts';
import { hashSecret, randomId } from '../../base/ids.ts';
import { worded } from '../../base/worded.ts';
import { resetFits } from '../../chat/password-record.ts';
import { inviteFits } from '../../chat/sign-up.ts';
import type { Account } from '../../chat/tables.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { SignUpMode } from '../../words/sign-up-mode.ts';
import type { Attempts } from './attempts.ts';
import { caughtUp } from './caught-up.ts';
import type { Gate } from './gate.ts';
import type { GreetingHandler } from './handler.ts';
import { assertUnlike } from './lookup.ts';
import type { Registration } from './newcomer.ts';

/* The registration of a password, by OPAQUE (RFC 9807), for a new account or with a reset code. */

interface Parts {
  readonly directory: Directory;
  readonly journal: Pick<Journal, 'catchUp'>;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly keys: ServerKeys;
}

/**
 * `register.start`: begins to register a name, for a new account or with a reset code for the account
 * that has it. Throws `sign-up.closed`, `sign-up.code`, `auth.throttled` after too many sign-ups or questions for
 * names, and where names are public `sign-up.name-taken`.
 */
export function startRegistration(parts: Parts): GreetingHandler<'register.start'> {
  return async (newcomer, { name, code, request }, { answer }) => {
    newcomer.login = { step: 'idle' };
    await caughtUp(parts.journal);
    const registration = registrationFor(parts, newcomer.attempts, name, code);
    const response = answerRegistration(parts.keys, registration.uid, request);
    newcomer.login = { step: 'registering', registration };
    answer({ account: registration.uid, response });
    return undefined;
  };
}

/** `register.finish`: keeps the record until the login that must follow makes it count. */
export const finishRegistration: GreetingHandler<'register.finish'> = (
  newcomer,
  { record },
  { answer },
) => {
  const { login } = newcomer;
  if (login.step !== 'registering') throw new PartylineError('message.unexpected');
  newcomer.login = { step: 'registered', registration: login.registration, record };
  answer({});
  return undefined;
};

function registrationFor(
  { directory, gate, clock }: Parts,
  attempts: Attempts,
  name: string,
  code: string | undefined,
): Registration {
  const account = directory.accountByName(name);
  if (code === undefined) {
    // The answer tells whether the name is taken, as that to `account.lookup` does.
    if (gate.signUp === 'open') attempts.looksUp(name);
    assertOpenTo(gate.signUp, account);
    if (gate.signUp === 'open') assertUnlike(directory, name);
    attempts.signsUp(name, false);
    return newAccount(gate.signUp, name, null);
  }
  const now = clock.now();
  const codeHash = hashSecret(code);
  if (account !== undefined && resetFits(account, codeHash, now)) {
    return { name, uid: account.uid, purpose: { type: 'reset', account, codeHash } };
  }
  // A code that was guessed counts as one that is good.
  attempts.signsUp(name, true);
  const fits = inviteFits(directory.invite(codeHash), name, now);
  if (gate.signUp === 'closed' || !fits) {
    throw attempts.failed('sign-up.code', name, 'code unknown, used, expired, or for another name');
  }
  return newAccount(gate.signUp, name, codeHash);
}

function assertOpenTo(mode: SignUpMode, account: Account | undefined): void {
  if (mode === 'closed') throw new PartylineError('sign-up.closed');
  if (mode === 'invite') {
    throw new PartylineError('sign-up.code', worded('sign-up.needs-invite'));
  }
  if (mode === 'open' && account !== undefined) throw new PartylineError('sign-up.name-taken');
}

function newAccount(mode: SignUpMode, name: string, inviteHash: string | null): Registration {
  return { name, uid: randomId(16), purpose: { type: 'create', mode, inviteHash } };
}
