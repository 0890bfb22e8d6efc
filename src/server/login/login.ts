import {
  answerRegistration,
  decoyUid,
  finishServerLogin,
  startServerLogin,
} from '../../auth/server-handshake.ts';
import { PartylineError } from '../../base/errors.ts';
import { hashSecret, newToken, randomId } from '../../base/ids.ts';
import type { NewSession } from '../../chat/sessions.ts';
import type { GreetingMessage, GreetingMessages, ServerMessage } from '../../wire/messages.ts';
import { protocolVersion } from '../../wire/protocol-version.ts';
import { limits } from '../../words/limits.ts';
import type { AcceptedLine } from '../door/listener.ts';
import type { Line } from '../line.ts';
import { type Admission, lastSeenOf } from './admission.ts';
import { attachSession } from './attach.ts';
import { Attempts } from './attempts.ts';
import { beginRegistration, createAccount, type Registration } from './registration.ts';
import { resumeSession } from './resume.ts';

/** Payload bytes of both hellos, for the transcript. */
interface Hello {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}

/** A login between its two steps. */
interface Challenge {
  readonly hello: Hello;
  readonly name: string;
  readonly uid: string;
  readonly state: string;
  /** The record it runs against; null for a name nobody has. */
  readonly record: string | null;
  readonly registration: Registration | undefined;
  readonly loginStart: Uint8Array;
  readonly loginChallenge: Uint8Array;
}

/** Refusals after which a client may go on with another attempt. */
const survivable: readonly string[] = [
  'auth.failed',
  'auth.resume',
  'auth.app-token',
  'auth.throttled',
  'auth.pending',
  'sign-up.closed',
  'sign-up.code',
  'sign-up.name-taken',
  'forbidden',
  'storage.full',
];

/**
 * The server's side of a connection until somebody is logged in: hello, sign-up, login, resume,
 * attach. Messages are handled one at a time.
 */
export class Login {
  readonly #line: Line;
  readonly #accepted: AcceptedLine;
  readonly #answer: (message: ServerMessage) => Uint8Array;
  readonly #attempts: Attempts;
  #hello: Hello | undefined;
  #registration: Registration | undefined;
  #challenge: Challenge | undefined;

  /** @param answer sends a message and returns its payload bytes */
  constructor(line: Line, accepted: AcceptedLine, answer: (message: ServerMessage) => Uint8Array) {
    this.#line = line;
    this.#accepted = accepted;
    this.#answer = answer;
    this.#attempts = new Attempts(line, accepted);
  }

  /**
   * Handles one message. Resolves with the admission when it lets somebody in. Throws PartylineError
   * for what the client is told as an error; `fatal` says whether the connection ends with it.
   */
  async handle(message: GreetingMessage, payload: Uint8Array): Promise<Admission | undefined> {
    if (message.type === 'hello') return this.#greet(message, payload);
    const hello = this.#hello;
    if (hello === undefined) throw new PartylineError('message.unexpected');
    switch (message.type) {
      case 'account.lookup':
        return this.#lookUp(message);
      case 'register.start':
        return this.#startRegistration(message);
      case 'register.finish':
        return this.#finishRegistration(message);
      case 'login.start':
        return this.#startLogin(message, payload, hello);
      case 'login.finish':
        return this.#finishLogin(message);
      case 'login.cancel':
        return this.#cancelLogin();
      case 'resume':
        await this.#line.loginQueue.run(() => {});
        return resumeSession(this.#line, this.#accepted, this.#attempts, message);
      case 'attach':
        await this.#line.loginQueue.run(() => {});
        return attachSession(this.#line, this.#accepted, this.#attempts, message);
    }
  }

  /** Whether an error ends the connection: broken protocol does, a wrong password does not at once. */
  fatal(error: PartylineError): boolean {
    return this.#attempts.exhausted || !survivable.includes(error.code);
  }

  #greet(message: GreetingMessages['hello'], payload: Uint8Array): undefined {
    const { keys, settings, signUp, paused } = this.#line;
    if (this.#hello !== undefined) throw new PartylineError('message.unexpected');
    assertVersion(message.versions);
    if (paused) throw new PartylineError('server.busy', 'The operator has paused the line.');
    const { frameBytes, textBytes, replayMessages } = limits;
    const server = this.#answer({
      type: 'hello',
      version: protocolVersion,
      server: settings.software,
      serverId: keys.login.serverId,
      name: settings.name,
      signUp,
      bindings: [...this.#accepted.bindings],
      stretching: { ...keys.stretching },
      limits: { frameBytes, textBytes, replayMessages },
    });
    this.#hello = { client: Uint8Array.from(payload), server };
    this.#accepted.log.debug('hello', { client: message.client });
  }

  #lookUp({ id, name }: GreetingMessages['account.lookup']): undefined {
    if (this.#line.signUp !== 'open') {
      throw new PartylineError(
        'forbidden',
        'Whether a name is taken is told only while sign-up is open.',
      );
    }
    this.#attempts.looksUp(name);
    const account = this.#line.directory.accountByName(name);
    // The operator's account has no password unless one was set: to ask for it would lead nowhere.
    if (account?.record === null) throw new PartylineError('sign-up.name-taken');
    this.#answer({ type: 'account.status', re: id, exists: account !== undefined });
  }

  #startRegistration({ id, name, request, code }: GreetingMessages['register.start']): undefined {
    this.#forget();
    const registration = beginRegistration(this.#line, this.#attempts, name, code);
    const { uid } = registration;
    const response = answerRegistration(this.#line.keys.login, uid, request);
    this.#registration = registration;
    this.#answer({ type: 'register.response', re: id, account: uid, response });
  }

  #finishRegistration({ id, record }: GreetingMessages['register.finish']): undefined {
    if (this.#registration === undefined || this.#registration.record !== undefined) {
      throw new PartylineError('message.unexpected');
    }
    this.#registration = { ...this.#registration, record };
    this.#answer({ type: 'register.accepted', re: id });
  }

  async #startLogin(
    { id, name, ke1 }: GreetingMessages['login.start'],
    payload: Uint8Array,
    hello: Hello,
  ): Promise<undefined> {
    const registration = this.#registration;
    if (registration && (registration.record === undefined || registration.name !== name)) {
      throw new PartylineError('message.unexpected');
    }
    await this.#attempts.holdBack(name);
    const { login } = this.#line.keys;
    const account = registration ?? this.#line.directory.accountByName(name);
    const uid = account?.uid ?? decoyUid(login, name);
    const record = account?.record ?? null;
    const start = () => startServerLogin(login, { uid, record }, ke1);
    const { ke2, state } = await this.#line.loginQueue.run(start);
    this.#attempts.challenged(name);
    const loginChallenge = this.#answer({ type: 'login.challenge', re: id, account: uid, ke2 });
    const loginStart = Uint8Array.from(payload);
    const steps = { loginStart, loginChallenge };
    this.#challenge = { hello, name, uid, state, record, registration, ...steps };
  }

  #cancelLogin(): undefined {
    const challenge = this.#takeChallenge();
    throw this.#attempts.failed('auth.failed', challenge.name, wrongPassword(challenge));
  }

  async #finishLogin(message: GreetingMessages['login.finish']): Promise<Admission> {
    const challenge = this.#takeChallenge();
    const proof = await this.#line.loginQueue.run(() => this.#verify(message, challenge));
    this.#attempts.proved(challenge.name);
    const deviceToken = newToken();
    const session: NewSession = {
      id: randomId(16),
      device: message.device,
      tokenHash: hashSecret(deviceToken),
      address: this.#accepted.address,
    };
    const admitted = await this.#admit(challenge, session);
    return {
      ...admitted,
      sessionId: session.id,
      kind: 'password',
      grant: null,
      attached: null,
      deviceToken,
      proof,
      cursors: new Map(),
    };
  }

  /** Checks password and channel; returns the server's own proof. */
  #verify(message: GreetingMessages['login.finish'], challenge: Challenge): string {
    const { hello, loginStart, loginChallenge, uid, state, name } = challenge;
    const { binding: type, ke3, proof } = message;
    if (!this.#accepted.bindings.includes(type)) {
      throw this.#attempts.failed('auth.failed', name, `binding ${type} is not offered`);
    }
    const { client: clientHello, server: serverHello } = hello;
    const context = { clientHello, serverHello, loginStart, loginChallenge };
    const binding = { type, data: this.#accepted.binding(type) };
    try {
      const { login } = this.#line.keys;
      return finishServerLogin(login, uid, state, ke3, context, binding, proof).serverProof;
    } catch (error) {
      if (!(error instanceof PartylineError) || error.code !== 'auth.failed') throw error;
      throw this.#attempts.failed('auth.failed', name, wrongProof(challenge));
    }
  }

  async #admit(
    { name, registration, record }: Challenge,
    session: NewSession,
  ): Promise<Pick<Admission, 'account' | 'created' | 'lastSeen'>> {
    const purpose = registration?.purpose;
    if (registration !== undefined && purpose?.type === 'create') {
      const attempts = this.#attempts;
      const account = await createAccount(this.#line, attempts, registration, purpose, session);
      return { account, created: true, lastSeen: null };
    }
    const reset = purpose?.type === 'reset' ? purpose : undefined;
    const account = reset?.account ?? this.#line.directory.accountByName(name);
    if (account === undefined || record === null) {
      throw this.#attempts.failed('auth.failed', name, 'the account is gone');
    }
    const lastSeen = lastSeenOf(this.#line, account);
    const stored = { at: this.#line.settings.clock.now(), account: account.id, record };
    if (reset === undefined) {
      await this.#attempts.propose({ type: 'session.open', ...stored, session }, name);
    } else {
      const proof = { resetHash: reset.codeHash, session };
      await this.#attempts.propose({ type: 'account.record', ...stored, proof }, name);
    }
    return { account, created: false, lastSeen };
  }

  /** Ends the login under way, whatever becomes of it: a challenge is good for one try. */
  #takeChallenge(): Challenge {
    const challenge = this.#challenge;
    if (challenge === undefined) throw new PartylineError('message.unexpected');
    this.#forget();
    return challenge;
  }

  #forget(): void {
    this.#challenge = undefined;
    this.#registration = undefined;
  }
}

function assertVersion(versions: readonly number[]): void {
  if (versions.includes(protocolVersion)) return;
  throw new PartylineError(
    'version.unsupported',
    `This server speaks version ${protocolVersion} of the protocol, the client ${versions.join(', ')}.`,
  );
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
