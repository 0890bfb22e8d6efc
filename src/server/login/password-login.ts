import { deviceTokenHashes } from '../../auth/device-token.ts';
import {
  decoyUid,
  finishServerLogin,
  type ServerKeys,
  startServerLogin,
} from '../../auth/server-handshake.ts';
import type { Clock } from '../../base/clock.ts';
import { PartylineError } from '../../base/errors.ts';
import { newToken, randomId } from '../../base/ids.ts';
import type { Log } from '../../base/log.ts';
import type { NewSession } from '../../chat/sessions.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { Request } from '../../wire/requests.ts';
import { type Admission, lastSeenOf } from './admission.ts';
import { createAccount } from './create-account.ts';
import type { GreetingHandler } from './handler.ts';
import type { LoginQueue } from './login-queue.ts';
import type { Challenge, Newcomer } from './newcomer.ts';

/* The login with a password, by OPAQUE (RFC 9807): challenge and proof, or giving up. */

interface Parts {
  readonly directory: Directory;
  readonly journal: Journal;
  readonly keys: ServerKeys;
  readonly loginQueue: LoginQueue;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * `login.start`: answers with a challenge, for any name whatever. Throws `auth.throttled`, and
 * `message.unexpected` while another name is being registered.
 */
export function startLogin(parts: Parts): GreetingHandler<'login.start'> {
  const { directory, keys, loginQueue } = parts;
  return async (newcomer, { name, ke1 }, { payload, answer }) => {
    const registered = registeredOn(newcomer, name);
    await newcomer.attempts.holdBack(name);
    const account = registered === undefined ? directory.accountByName(name) : undefined;
    const uid = registered?.registration.uid ?? account?.uid ?? decoyUid(keys, name);
    const record = registered?.record ?? account?.record ?? null;
    const start = () => startServerLogin(keys, { uid, record }, ke1);
    const { ke2, state } = await loginQueue.run(start);
    // A challenge lets its holder try a password and hang up, so it counts as a failure until proved.
    newcomer.attempts.slowDown(name);
    const loginStart = Uint8Array.from(payload);
    const loginChallenge = answer({ account: uid, ke2 });
    const registration = registered?.registration;
    const challenge = { name, uid, state, record, registration, loginStart, loginChallenge };
    newcomer.login = { step: 'challenged', challenge };
    return undefined;
  };
}

/** The registration of this connection that the login is to prove. */
function registeredOn({ login }: Newcomer, name: string) {
  const registered = registrationIn(login);
  if (login.step === 'registering' || (registered && registered.registration.name !== name)) {
    throw new PartylineError('message.unexpected');
  }
  return registered;
}

function registrationIn(login: Newcomer['login']) {
  if (login.step === 'registered') return login;
  if (login.step !== 'challenged' || login.challenge.registration === undefined) return undefined;
  const { registration, record } = login.challenge;
  return { registration, record };
}

/** `login.cancel`: always refused, with `auth.failed`. */
export const cancelLogin: GreetingHandler<'login.cancel'> = (newcomer) => {
  const challenge = takeChallenge(newcomer);
  throw newcomer.attempts.failed('auth.failed', challenge.name, wrongPassword(challenge));
};

/** `login.finish`: lets in who knows the password. Throws `auth.failed`, and what the rules refuse. */
export function finishLogin(parts: Parts): GreetingHandler<'login.finish'> {
  const { keys, loginQueue } = parts;
  return async (newcomer, request) => {
    const challenge = takeChallenge(newcomer);
    const proof = await loginQueue.run(() => verify(keys, newcomer, challenge, request));
    newcomer.attempts.proved(challenge.name);
    const deviceToken = newToken();
    const session: NewSession = {
      id: randomId(16),
      device: request.device,
      ...deviceTokenHashes(deviceToken),
      address: newcomer.address,
    };
    return {
      ...(await admit(parts, newcomer, challenge, session)),
      sessionId: session.id,
      kind: 'password',
      deviceToken,
      proof,
    };
  };
}

/** Ends the login under way, whatever becomes of it: a challenge is good for one try. */
function takeChallenge(newcomer: Newcomer): Challenge {
  const { login } = newcomer;
  if (login.step !== 'challenged') throw new PartylineError('message.unexpected');
  newcomer.login = { step: 'idle' };
  return login.challenge;
}

/** Checks password and channel; returns the server's own proof. */
function verify(
  keys: ServerKeys,
  newcomer: Newcomer,
  challenge: Challenge,
  { binding: type, ke3, proof }: Request<'login.finish'>,
): string {
  const { loginStart, loginChallenge, uid, state, name } = challenge;
  if (!newcomer.bindings.includes(type)) {
    throw newcomer.attempts.failed('auth.failed', name, `binding ${type} is not offered`);
  }
  const { client: clientHello, server: serverHello } = newcomer.hellos;
  const context = { clientHello, serverHello, loginStart, loginChallenge };
  const binding = { type, data: newcomer.binding(type) };
  try {
    return finishServerLogin(keys, uid, state, ke3, context, binding, proof).serverProof;
  } catch (error) {
    if (!(error instanceof PartylineError) || error.code !== 'auth.failed') throw error;
    throw newcomer.attempts.failed('auth.failed', name, wrongProof(challenge));
  }
}

async function admit(
  parts: Parts,
  { attempts }: Newcomer,
  { name, registration, record }: Challenge,
  session: NewSession,
): Promise<Pick<Admission, 'account' | 'lastSeen'> & { readonly created: boolean }> {
  const purpose = registration?.purpose;
  if (registration !== undefined && purpose?.type === 'create') {
    const { uid } = registration;
    const account = await createAccount(parts, attempts, {
      ...purpose,
      name,
      uid,
      record,
      session,
    });
    return { account, created: true, lastSeen: null };
  }
  const reset = purpose?.type === 'reset' ? purpose : undefined;
  const account = reset?.account ?? parts.directory.accountByName(name);
  if (account === undefined || record === null) {
    throw attempts.failed('auth.failed', name, 'the account is gone');
  }
  const lastSeen = lastSeenOf(parts.directory, account);
  const stored = { at: parts.clock.now(), account: account.id, record };
  if (reset === undefined) {
    await attempts.propose({ type: 'session.open', ...stored, session }, name);
  } else {
    const proof = { resetHash: reset.codeHash, session };
    await attempts.propose({ type: 'account.record', ...stored, proof }, name);
  }
  return { account, created: false, lastSeen };
}

function wrongPassword({ registration, record }: Challenge): string {
  if (registration !== undefined) return 'the client gave up after registering';
  return record === null ? 'no account of this name can log in' : 'wrong password';
}

function wrongProof({ record }: Challenge): string {
  return record === null
    ? 'no account of this name can log in'
    : 'the proof does not fit this connection: somebody may sit between client and server';
}
