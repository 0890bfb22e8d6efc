import { checkPassword } from '../../auth/passwords.ts';
import type { Clock } from '../../base/clock.ts';
import { InputError, PartylineError } from '../../base/errors.ts';
import { foldName } from '../../words/name.ts';
import type { SignUpMode } from '../../words/sign-up-mode.ts';
import { AbortedError, GaveUpError } from './failures.ts';

/** Why a password is asked for. */
export type PasswordReason =
  | 'login'
  /** The one before was wrong, or the name was. */
  | 'wrong'
  /** The saved session could not be resumed. */
  | 'session-lost'
  /** The server shows another certificate than before: only the password proves who it is. */
  | 'certificate-changed';

/**
 * Where names and passwords come from; asked only when they are needed, one question at a time. What
 * is thrown here ends the client with reason `failed`.
 */
export interface Credentials {
  /** @param suggestion the name before, if it was taken */
  name(suggestion?: string): Promise<string>;
  /** The password of an account; undefined to give up. */
  password(ask: {
    readonly name: string;
    readonly reason: PasswordReason;
    /** 1 for the first. */
    readonly attempt: number;
  }): Promise<string | undefined>;
  /** A password to set, for a new account or with a reset code; undefined to give up. */
  newPassword(ask: {
    readonly name: string;
    readonly reason: 'sign-up' | 'reset';
  }): Promise<string | undefined>;
  /** Whether to sign up, where the server does not say if the name has an account; false: log in. */
  signUp(ask: { readonly name: string; readonly mode: SignUpMode }): Promise<boolean>;
}

/** Nobody is there to be asked. */
export const noCredentials: Credentials = {
  name: () => Promise.reject(new InputError('Cannot log in: no name was given.')),
  password: ({ name }) =>
    Promise.reject(
      new InputError(
        `Cannot log in as ${name}: there is no saved session, and no password was given.`,
      ),
    ),
  newPassword: ({ name }) =>
    Promise.reject(new InputError(`There is no account ${name} on this server.`)),
  signUp: () => Promise.resolve(false),
};

/** Passwords a person may get wrong, or names that are taken, before the client gives up. */
const maxAttempts = 3;

/**
 * What a person has answered so far. It outlives connections, because a server does not wait for as
 * long as a person may take: the next connection goes on with the answer.
 */
export class Answers {
  readonly #credentials: Credentials;
  readonly #signal: AbortSignal;
  readonly #clock: Clock;
  #name: string | undefined;
  #taken: string | undefined;
  #password: string | undefined;
  #newPassword: string | undefined;
  #signUp: boolean | undefined;
  #registered: string | undefined;
  #attempts = 0;
  #takenNames = 0;
  #notBefore = 0;
  #asked = false;

  /** @param options.name if it is given already, folded */
  constructor(
    credentials: Credentials,
    options: { name: string | undefined; signal: AbortSignal; clock: Clock },
  ) {
    this.#credentials = credentials;
    this.#name = options.name;
    this.#signal = options.signal;
    this.#clock = options.clock;
  }

  /** Whether a question was put since the last call: then the server may have hung up meanwhile. */
  takeAsked(): boolean {
    const asked = this.#asked;
    this.#asked = false;
    return asked;
  }

  /** @param remembered the name last used with this server */
  async name(remembered: string | undefined): Promise<string> {
    this.#name ??= this.#taken === undefined ? remembered : undefined;
    this.#name ??= foldName(await this.#ask(this.#credentials.name(this.#taken)));
    return this.#name;
  }

  /** The name in use, if there is one yet. */
  get chosenName(): string | undefined {
    return this.#name;
  }

  /** @throws GaveUpError; PartylineError `auth.failed` if the last answer was wrong and there is no other */
  async password(name: string, reason: PasswordReason): Promise<string> {
    if (this.#password !== undefined) return this.#password;
    const wrong = this.#attempts > 0;
    const ask = { name, reason: wrong ? 'wrong' : reason, attempt: this.#attempts + 1 } as const;
    const answer = await this.#ask(this.#credentials.password(ask));
    if (answer === undefined && wrong) throw new PartylineError('auth.failed');
    if (answer === undefined) throw new GaveUpError(`No password was given for ${name}.`);
    this.#password = answer;
    return answer;
  }

  /** @throws GaveUpError; InputError if the password is too weak */
  async newPassword(name: string, reason: 'sign-up' | 'reset'): Promise<string> {
    if (this.#newPassword !== undefined) return this.#newPassword;
    const answer = await this.#ask(this.#credentials.newPassword({ name, reason }));
    if (answer === undefined) throw new GaveUpError(`No password was chosen for ${name}.`);
    await checkPassword(answer, name);
    this.#newPassword = answer;
    return answer;
  }

  async signUp(name: string, mode: SignUpMode): Promise<boolean> {
    this.#signUp ??= await this.#ask(this.#credentials.signUp({ name, mode }));
    return this.#signUp;
  }

  /** The account exists now, with the new password. */
  registered(name: string): void {
    this.#registered = name;
    this.#password = this.#newPassword ?? this.#password;
  }

  /** Whether this client has made the account, or set its password, itself. */
  hasRegistered(name: string): boolean {
    return this.#registered === name;
  }

  /**
   * The password, or the name, was wrong.
   *
   * @param error the server's; thrown again when there were too many
   */
  wrongPassword(error: PartylineError): void {
    this.#password = undefined;
    this.#attempts += 1;
    this.#notBefore = this.#clock.now() + (error.retryAfterMs ?? 0);
    if (this.#attempts >= maxAttempts) throw error;
  }

  /** Somebody else has the name; `error` is thrown again when there were too many. */
  nameTaken(error: PartylineError): void {
    this.#taken = this.#name;
    this.#name = undefined;
    this.#signUp = undefined;
    this.#newPassword = undefined;
    this.#takenNames += 1;
    if (this.#takenNames >= maxAttempts) throw error;
  }

  /** How long the server wants no further attempt, in milliseconds. */
  get delayMs(): number {
    return Math.max(0, this.#notBefore - this.#clock.now());
  }

  /** The login is done: secrets are forgotten. */
  forget(): void {
    this.#password = undefined;
    this.#newPassword = undefined;
    this.#attempts = 0;
  }

  /** Waits for a person, but not after the client was ended. */
  async #ask<Answer>(question: Promise<Answer>): Promise<Answer> {
    this.#asked = true;
    const { promise, reject } = Promise.withResolvers<never>();
    const stop = () => reject(new AbortedError(this.#signal.reason));
    if (this.#signal.aborted) stop();
    this.#signal.addEventListener('abort', stop, { once: true });
    try {
      return await Promise.race([question, promise]);
    } finally {
      this.#signal.removeEventListener('abort', stop);
    }
  }
}
