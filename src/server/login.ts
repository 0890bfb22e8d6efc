import {
  answerRegistration,
  decoyUid,
  finishServerLogin,
  startServerLogin,
} from '../auth/handshake.ts';
import { loginKeys } from '../auth/throttle.ts';
import { PartylineError } from '../base/errors.ts';
import { hashSecret, newToken, randomId } from '../base/ids.ts';
import { limits } from '../base/limits.ts';
import type { Log } from '../base/log.ts';
import type { NewSession, OutcomeOf, Proposal, SignUpMode } from '../chat/proposals.ts';
import type { Account } from '../chat/tables.ts';
import {
  type GreetingMessage,
  type GreetingMessages,
  protocolVersion,
  type ServerMessages,
} from '../wire/messages.ts';
import type { Line } from './line.ts';
import type { AcceptedLine } from './listener.ts';
import { networkOf } from './waiting-room.ts';

/** Failed logins on one connection after which it is ended. */
const failuresPerConnection = 5;

/** Someone who has been let in, and what they are greeted with. */
export interface Admission {
  readonly account: Account;
  readonly sessionId: string;
  readonly deviceToken: string;
  /** The server's proof, after a password login. */
  readonly proof: string | null;
  /** The account was made by this login. */
  readonly created: boolean;
  readonly resumed: boolean;
  readonly lastSeen: ServerMessages['welcome']['lastSeen'];
  /** What the device has shown already, by room key; empty when it does not say. */
  readonly cursors: ReadonlyMap<string, number>;
}

/** What a name is about to become, while the client registers a record for it. */
interface Registration {
  readonly name: string;
  readonly uid: string;
  /** undefined until `register.finish`. */
  readonly record?: string;
  readonly purpose:
    | { readonly type: 'create'; readonly mode: SignUpMode; readonly inviteHash: string | null }
    | { readonly type: 'reset'; readonly account: Account; readonly codeHash: string };
}

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

type Answer = (message: ServerMessages[keyof ServerMessages]) => Uint8Array;

/**
 * The server's side of a connection until somebody is logged in: hello, sign-up, login, resume.
 * Messages are handled one at a time.
 */
export class Login {
  readonly #line: Line;
  readonly #accepted: AcceptedLine;
  readonly #answer: Answer;
  readonly #log: Log;
  readonly #network: string;
  #hello: Hello | undefined;
  #registration: Registration | undefined;
  #challenge: Challenge | undefined;
  #failures = 0;

  /** @param answer sends a message and returns its payload bytes */
  constructor(line: Line, accepted: AcceptedLine, answer: Answer) {
    this.#line = line;
    this.#accepted = accepted;
    this.#answer = answer;
    this.#log = accepted.log;
    this.#network = networkOf(accepted.address);
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
        return this.#resume(message);
    }
  }

  /** Whether an error ends the connection: broken protocol does, a wrong password does not at once. */
  fatal(error: PartylineError): boolean {
    const survivable: readonly string[] = [
      'auth.failed',
      'auth.resume',
      'auth.throttled',
      'auth.pending',
      'sign-up.closed',
      'sign-up.code',
      'sign-up.name-taken',
      'forbidden',
      'storage.full',
    ];
    return this.#failures >= failuresPerConnection || !survivable.includes(error.code);
  }

  #greet(message: GreetingMessages['hello'], payload: Uint8Array): undefined {
    const { keys, settings, signUp, paused } = this.#line;
    if (this.#hello !== undefined) throw new PartylineError('message.unexpected');
    if (!message.versions.includes(protocolVersion)) {
      throw new PartylineError(
        'version.unsupported',
        `This server speaks version ${protocolVersion} of the protocol, the client ${message.versions.join(', ')}.`,
      );
    }
    if (paused) throw new PartylineError('server.busy', 'The operator has paused the line.');
    const server = this.#answer({
      type: 'hello',
      version: protocolVersion,
      server: settings.software,
      serverId: keys.login.serverId,
      name: settings.name,
      signUp,
      bindings: [...this.#accepted.bindings],
      stretching: { ...keys.stretching },
      limits: {
        frameBytes: limits.frameBytes,
        textBytes: limits.textBytes,
        replayMessages: limits.replayMessages,
      },
    });
    this.#hello = { client: Uint8Array.from(payload), server };
    this.#log.debug('hello', { client: message.client });
  }

  #lookUp({ id, name }: GreetingMessages['account.lookup']): undefined {
    if (this.#line.signUp !== 'open') {
      throw new PartylineError(
        'forbidden',
        'Whether a name is taken is told only while sign-up is open.',
      );
    }
    const retryAfterMs = this.#line.lookups.take(this.#network);
    if (retryAfterMs > 0) throw new PartylineError('auth.throttled', undefined, { retryAfterMs });
    const exists = this.#line.directory.accountByName(name) !== undefined;
    this.#answer({ type: 'account.status', re: id, exists });
  }

  #startRegistration({ id, name, request, code }: GreetingMessages['register.start']): undefined {
    this.#challenge = undefined;
    const registration = this.#purposeOf(name, code);
    const response = answerRegistration(this.#line.keys.login, registration.uid, request);
    this.#registration = registration;
    this.#answer({ type: 'register.response', re: id, account: registration.uid, response });
  }

  #purposeOf(name: string, code: string | undefined): Registration {
    const account = this.#line.directory.accountByName(name);
    if (code === undefined) return this.#withoutCode(name, account);
    const now = this.#line.settings.clock.now();
    const hash = hashSecret(code);
    if (account?.resetHash === hash && account.resetExpiresAt > now) {
      return { name, uid: account.uid, purpose: { type: 'reset', account, codeHash: hash } };
    }
    const invite = this.#line.directory.invite(hash);
    const live = invite !== undefined && invite.expiresAt > now;
    if (this.#line.signUp === 'closed' || !live || (invite.name ?? name) !== name) {
      throw this.#failed(
        'sign-up.code',
        name,
        'code not known, used, expired, or for another name',
      );
    }
    return this.#newAccount(name, hash);
  }

  #withoutCode(name: string, account: Account | undefined): Registration {
    const { signUp } = this.#line;
    if (signUp === 'closed') throw new PartylineError('sign-up.closed');
    if (signUp === 'invite') {
      throw new PartylineError('sign-up.code', 'Signing up needs an invitation of the operator.');
    }
    if (signUp === 'open' && account !== undefined) throw new PartylineError('sign-up.name-taken');
    return this.#newAccount(name, null);
  }

  #newAccount(name: string, inviteHash: string | null): Registration {
    const purpose = { type: 'create', mode: this.#line.signUp, inviteHash } as const;
    return { name, uid: randomId(16), purpose };
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
    if (
      registration !== undefined &&
      (registration.record === undefined || registration.name !== name)
    ) {
      throw new PartylineError('message.unexpected');
    }
    await this.#holdBack(name);
    const account = registration ?? this.#line.directory.accountByName(name);
    const uid = account?.uid ?? decoyUid(this.#line.keys.login, name);
    const record = account?.record ?? null;
    const { ke2, state } = startServerLogin(this.#line.keys.login, { uid, record }, ke1);
    // Whoever has the challenge can try a password on it and hang up: it counts as a failure at once.
    this.#line.throttle.failed(loginKeys(name, this.#network));
    const loginChallenge = this.#answer({ type: 'login.challenge', re: id, account: uid, ke2 });
    const loginStart = Uint8Array.from(payload);
    this.#challenge = { hello, name, uid, state, record, registration, loginStart, loginChallenge };
  }

  /** After failed logins the next answer waits; a long wait is refused with its length. */
  async #holdBack(name: string): Promise<void> {
    const delayMs = this.#line.throttle.delayMs(loginKeys(name, this.#network));
    if (delayMs === 0) return;
    this.#log.warn('login.throttled', { name, address: this.#accepted.address, delayMs });
    if (delayMs > this.#line.settings.bounds.heldLoginMs) {
      throw new PartylineError('auth.throttled', undefined, { retryAfterMs: Math.ceil(delayMs) });
    }
    await new Promise((resolve) => setTimeout(resolve, delayMs));
  }

  #cancelLogin(): undefined {
    const challenge = this.#challenge;
    if (challenge === undefined) throw new PartylineError('message.unexpected');
    throw this.#failed('auth.failed', challenge.name, wrongPassword(challenge));
  }

  async #finishLogin(message: GreetingMessages['login.finish']): Promise<Admission> {
    const challenge = this.#challenge;
    if (challenge === undefined) throw new PartylineError('message.unexpected');
    const proof = this.#verify(message, challenge);
    this.#challenge = undefined;
    this.#registration = undefined;
    this.#line.throttle.succeeded(loginKeys(challenge.name, this.#network));
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
      deviceToken,
      proof,
      resumed: false,
      cursors: new Map(),
    };
  }

  /** Checks password and channel; returns the server's own proof. */
  #verify(message: GreetingMessages['login.finish'], challenge: Challenge): string {
    const { hello, loginStart, loginChallenge, uid, state } = challenge;
    if (!this.#accepted.bindings.includes(message.binding)) {
      throw this.#failed(
        'auth.failed',
        challenge.name,
        `binding ${message.binding} is not offered`,
      );
    }
    const context = {
      clientHello: hello.client,
      serverHello: hello.server,
      loginStart,
      loginChallenge,
    };
    const binding = {
      type: message.binding,
      data: this.#accepted.binding(message.binding),
    };
    try {
      const { ke3, proof } = message;
      return finishServerLogin(this.#line.keys.login, uid, state, ke3, context, binding, proof)
        .serverProof;
    } catch (error) {
      if (!(error instanceof PartylineError) || error.code !== 'auth.failed') throw error;
      throw this.#failed('auth.failed', challenge.name, wrongProof(challenge));
    }
  }

  async #admit(
    { name, registration, record, uid }: Challenge,
    session: NewSession,
  ): Promise<Pick<Admission, 'account' | 'created' | 'lastSeen'>> {
    const at = this.#line.settings.clock.now();
    if (registration?.purpose.type === 'create') {
      const account = await this.#createAccount(registration, uid, session, at);
      return { account, created: true, lastSeen: null };
    }
    const account = registration?.purpose.account ?? this.#line.directory.accountByName(name);
    if (account === undefined || record === null) throw this.#failed('auth.failed', name, 'gone');
    const lastSeen = lastSeenOf(this.#line, account);
    if (registration?.purpose.type === 'reset') {
      const proof = { resetHash: registration.purpose.codeHash, session };
      await this.#propose({ type: 'account.record', at, account: account.id, record, proof }, name);
    } else {
      await this.#propose({ type: 'session.open', at, account: account.id, record, session }, name);
    }
    return { account, created: false, lastSeen };
  }

  async #createAccount(
    { name, record, purpose }: Registration,
    uid: string,
    session: NewSession,
    at: number,
  ): Promise<Account> {
    if (purpose.type !== 'create') throw new PartylineError('internal');
    const { mode, inviteHash } = purpose;
    const outcome = await this.#line.journal.request({
      type: 'account.create',
      at,
      uid,
      name,
      role: 'member',
      record: record ?? null,
      mode,
      inviteHash,
      session,
    });
    if (!outcome.ok) throw this.#signUpRefused(outcome, name, mode);
    const { account } = outcome.value;
    this.#log.info('sign-up', {
      name,
      mode,
      pending: account.pending,
      address: this.#accepted.address,
    });
    if (account.pending) throw new PartylineError('auth.pending');
    return account;
  }

  /** Outside open sign-up a taken name must look like any other outcome: it is not told. */
  #signUpRefused(
    { code, message }: Extract<OutcomeOf<Proposal>, { ok: false }>,
    name: string,
    mode: SignUpMode,
  ): PartylineError {
    if (code !== 'sign-up.name-taken' || mode === 'open') {
      this.#log.warn('sign-up.failed', { name, mode, code });
      return new PartylineError(code, message);
    }
    this.#log.warn('sign-up.failed', { name, mode, code });
    return mode === 'approve'
      ? new PartylineError('auth.pending')
      : this.#failed('auth.failed', name, 'sign-up under a name that is taken');
  }

  async #resume(message: GreetingMessages['resume']): Promise<Admission> {
    const { directory, settings, epoch } = this.#line;
    const session = directory.session(message.session);
    const account = session && directory.account(session.account);
    if (session === undefined || account === undefined || session.revokedAt > 0) {
      throw this.#failed('auth.resume', account?.name, session ? 'revoked' : 'no such session');
    }
    const lastSeen = lastSeenOf(this.#line, account);
    const deviceToken = newToken();
    const value = await this.#propose(
      {
        type: 'session.rotate',
        at: settings.clock.now(),
        session: session.id,
        presentedHash: hashSecret(message.deviceToken),
        nextHash: hashSecret(deviceToken),
        address: this.#accepted.address,
      },
      account.name,
    );
    if (!value.resumed) {
      this.#log.warn('session.replayed', { name: account.name, session: session.id });
      throw this.#failed('auth.resume', account.name, 'an older device token was replayed');
    }
    const cursors = message.epoch === epoch ? Object.entries(message.cursors) : [];
    return {
      account,
      sessionId: session.id,
      deviceToken,
      proof: null,
      created: false,
      resumed: true,
      lastSeen,
      cursors: new Map(cursors),
    };
  }

  /** Hands in a proposal of somebody who is logging in; a refusal is logged and thrown. */
  async #propose<P extends Proposal>(
    proposal: P,
    name: string,
  ): Promise<Extract<OutcomeOf<P>, { ok: true }>['value']> {
    const outcome = await this.#line.journal.request(proposal);
    if (outcome.ok) return outcome.value;
    const { code, message } = outcome as Extract<OutcomeOf<Proposal>, { ok: false }>;
    throw this.#failed(code, name, `refused: ${proposal.type}`, message);
  }

  /** Counts and logs a failure so that the operator can explain it from the log alone. */
  #failed(
    code: PartylineError['code'],
    name: string | undefined,
    reason: string,
    message?: string,
  ): PartylineError {
    this.#failures += 1;
    this.#challenge = undefined;
    this.#registration = undefined;
    const { address } = this.#accepted;
    this.#log.warn('login.failed', { code, name, address, reason, failures: this.#failures });
    return new PartylineError(code, message);
  }
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

/** When and from where an account was last here, over all its sessions. */
function lastSeenOf({ directory }: Line, account: Account): Admission['lastSeen'] {
  const last = directory.sessionsOf(account.id).at(-1);
  return last === undefined ? null : { at: last.lastSeenAt, address: last.address };
}
