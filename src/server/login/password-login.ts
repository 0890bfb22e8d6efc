import { deviceTokenHashes } from '../../auth/device-token.ts';
import {
  decoyUid,
  finishServerLogin,
  type ServerKeys,
  startServerLogin,
} from '../../auth/server-handshake.ts';
import { familiarKeys, loginKeys, registeredKeys } from '../../auth/throttle.ts';
import type { Clock } from '../../base/clock.ts';
import { PartylineError } from '../../base/errors.ts';
import { newToken, randomId } from '../../base/ids.ts';
import type { Log } from '../../base/log.ts';
import type { NewSession } from '../../chat/sessions.ts';
import type { Account } from '../../chat/tables.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Directory } from '../../store/directory.ts';
import type { Request } from '../../wire/requests.ts';
import { type Admission, lastSeenOf } from './admission.ts';
import { caughtUp } from './caught-up.ts';
import { createAccount } from './create-account.ts';
import { isFamiliar } from './familiar.ts';
import type { Gate } from './gate.ts';
import type { GreetingHandler } from './handler.ts';
import type { LoginQueue } from './login-queue.ts';
import type { Challenge, Newcomer } from './newcomer.ts';
import { webDevice } from './web-device.ts';

/* The login with a password, by OPAQUE (RFC 9807): challenge and proof, or giving up. */

interface Parts {
  readonly directory: Directory;
  readonly journal: Journal;
  readonly keys: ServerKeys;
  readonly gate: Gate;
  readonly loginQueue: LoginQueue;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * `login.start`: answers with a challenge, for any name whatever. Throws `auth.throttled`, and
 * `message.unexpected` while another name is being registered.
 */
export function startLogin(parts: Parts): GreetingHandler<'login.start'> {
  const { keys, loginQueue } = parts;
  return async (newcomer, { name, ke1 }, { payload, answer }) => {
    const registered = registeredOn(newcomer, name);
    // For any name alike: how long it takes tells nothing about whether somebody has it.
    await caughtUp(parts.journal);
    const account = registered === undefined ? loginAccount(parts, name) : undefined;
    // A challenge lets its holder try a password and hang up, so it counts as a failure until proved.
    const isOwn = registered !== undefined;
    await newcomer.attempts.admit(keysOf(parts, newcomer, name, isOwn ? 'own' : account), name);
    const uid = registered?.registration.uid ?? account?.uid ?? decoyUid(keys, name);
    const record = registered?.record ?? account?.record ?? null;
    const start = () => startServerLogin(keys, { uid, record }, ke1);
    const { ke2, state } = await loginQueue.run(newcomer.attempts.network, start);
    const loginStart = Uint8Array.from(payload);
    const loginChallenge = answer({ account: uid, ke2 });
    const registration = registered?.registration;
    const challenge = { name, uid, state, record, registration, loginStart, loginChallenge };
    newcomer.login = { step: 'challenged', challenge };
    return undefined;
  };
}

/**
 * The account that can be logged in to. One that waits for the operator answers like a name that nobody has:
 * else whoever has signed up under a name that was taken would learn it from a login that fails otherwise.
 */
function loginAccount({ directory }: Parts, name: string): Account | undefined {
  const account = directory.accountByName(name);
  return account?.pending === true ? undefined : account;
}

/** The keys that failures of a login are counted by; `own`: it runs against a password registered on this connection. */
function keysOf(
  { directory, clock }: Parts,
  { attempts: { network } }: Newcomer,
  name: string,
  account: Account | 'own' | undefined,
) {
  if (account === 'own') return registeredKeys(network);
  const familiar = account !== undefined && isFamiliar(directory, account.id, network, clock.now());
  return (familiar ? familiarKeys : loginKeys)(name, network);
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
export function cancelLogin({ gate }: Pick<Parts, 'gate'>): GreetingHandler<'login.cancel'> {
  return (newcomer) => {
    const challenge = takeChallenge(newcomer);
    const message = gate.signUp === 'approve' ? wrongOrWaiting : undefined;
    throw newcomer.attempts.failed(
      'auth.failed',
      challenge.name,
      wrongPassword(challenge),
      message,
    );
  };
}

const wrongOrWaiting =
  'The name or the password is wrong, or the account still waits for the operator to admit it.';

/** `login.finish`: lets in who knows the password. Throws `auth.failed`, and what the rules refuse. */
export function finishLogin(parts: Parts): GreetingHandler<'login.finish'> {
  const { keys, loginQueue } = parts;
  return async (newcomer, request) => {
    const challenge = takeChallenge(newcomer);
    const { network } = newcomer.attempts;
    const proof = await loginQueue.run(network, () => verify(keys, newcomer, challenge, request));
    newcomer.attempts.proved();
    const deviceToken = newToken();
    const session: NewSession = {
      id: randomId(16),
      device: request.binding === 'web' ? webDevice(request.device) : request.device,
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
