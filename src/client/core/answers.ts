import type { Clock } from '../../base/clock.ts';
import { PartylineError } from '../../base/errors.ts';
import { worded } from '../../base/worded.ts';
import { foldName } from '../../words/name.ts';
import type { SignUpMode } from '../../words/sign-up-mode.ts';
import type { Credentials, PasswordReason } from './credentials.ts';
import { AbortedError, GaveUpError } from './failures.ts';

/* The answers of a person who logs in, kept from one connection to the next. */

/** Passwords a person may get wrong, or names that are taken, before the client gives up. */
const maxAttempts = 3;

/** The answers about one name. */
interface About {
  readonly name: string;
  signUp?: boolean;
  password?: string;
  newPassword?: string;
  /**
   * This client has made the account, or set its password, itself; `perhaps`: the answer to that was lost.
   */
  registered?: 'yes' | 'perhaps';
  /** The account waits for the operator. */
  awaitsAdmission?: boolean;
}

type Name =
  /** Nobody was asked yet: the name last used will do. */
  | { readonly type: 'open' }
  | { readonly type: 'taken'; readonly name: string }
  | { readonly type: 'chosen'; readonly about: About };

/**
 * The answers of a person so far. They outlive connections, because a server does not wait for as long as a
 * person may take: the next connection goes on with the answer.
 */
export class Answers {
  readonly #credentials: Credentials;
  readonly #signal: AbortSignal;
  readonly #clock: Clock;
  #name: Name;
  #wrongPasswords = 0;
  #takenNames = 0;
  #notBefore = 0;
  #asked = false;

  /** @param options.name if it is given already, folded */
  constructor(
    credentials: Credentials,
    options: { name: string | undefined; signal: AbortSignal; clock: Clock },
  ) {
    const { name, signal, clock } = options;
    this.#credentials = credentials;
    this.#name = name === undefined ? { type: 'open' } : { type: 'chosen', about: { name } };
    this.#signal = signal;
    this.#clock = clock;
  }

  /** Whether a question was put since the last call: then the server may have hung up meanwhile. */
  takeAsked(): boolean {
    const asked = this.#asked;
    this.#asked = false;
    return asked;
  }

  /** @param remembered the name last used with this server */
  async name(remembered: string | undefined): Promise<string> {
    if (this.#name.type === 'chosen') return this.#name.about.name;
    const taken = this.#name.type === 'taken' ? this.#name.name : undefined;
    const known = taken === undefined ? remembered : undefined;
    const name = known ?? foldName(await this.#ask(this.#credentials.name(taken)));
    this.#name = { type: 'chosen', about: { name } };
    return name;
  }

  /** The name in use, if there is one yet. */
  get chosenName(): string | undefined {
    return this.#name.type === 'chosen' ? this.#name.about.name : undefined;
  }

  /** @throws GaveUpError; PartylineError `auth.failed` if the last answer was wrong and there is no other */
  async password(name: string, reason: PasswordReason): Promise<string> {
    const about = this.#about(name);
    if (about.password !== undefined) return about.password;
    const wrong = this.#wrongPasswords > 0;
    const attempt = this.#wrongPasswords + 1;
    const ask = { name, reason: wrong ? 'wrong' : reason, attempt } as const;
    const answer = await this.#ask(this.#credentials.password(ask));
    if (answer === undefined && wrong) throw new PartylineError('auth.failed');
    if (answer === undefined) throw new GaveUpError(worded('gave-up.password', { name }));
    about.password = answer;
    return answer;
  }

  /** @throws GaveUpError; InputError if the password is too weak */
  async newPassword(name: string, reason: 'sign-up' | 'reset'): Promise<string> {
    const about = this.#about(name);
    if (about.newPassword !== undefined) return about.newPassword;
    const answer = await this.#ask(this.#credentials.newPassword({ name, reason }));
    if (answer === undefined) throw new GaveUpError(worded('gave-up.new-password', { name }));
    const { checkPassword } = await import('../../auth/passwords.ts');
    await checkPassword(answer, name);
    about.newPassword = answer;
    return answer;
  }

  async signUp(name: string, mode: SignUpMode): Promise<boolean> {
    const about = this.#about(name);
    about.signUp ??= await this.#ask(this.#credentials.signUp({ name, mode }));
    return about.signUp;
  }

  /** The account exists now, with the new password. */
  registered(name: string): void {
    const about = this.#about(name);
    about.registered = 'yes';
    if (about.newPassword !== undefined) about.password = about.newPassword;
  }

  /** The account was made with the new password, and waits for the operator. */
  awaitsAdmission(name: string): void {
    this.registered(name);
    this.#about(name).awaitsAdmission = true;
  }

  /** Whether this client has made the account and has not been let in since. */
  isAwaitingAdmission(name: string): boolean {
    return this.chosenName === name && this.#about(name).awaitsAdmission === true;
  }

  /** Whether this client has made the account, or set its password, itself. */
  hasRegistered(name: string): boolean {
    return this.chosenName === name && this.#about(name).registered === 'yes';
  }

  /** The line was cut before the answer to a registration came. */
  perhapsRegistered(name: string): void {
    this.#about(name).registered = 'perhaps';
  }

  /** The password of a registration whose answer was lost; undefined if there is none. */
  uncertainPassword(name: string): string | undefined {
    const about = this.#about(name);
    return about.registered === 'perhaps' ? about.newPassword : undefined;
  }

  /** A registration whose answer was lost did not count: the account is somebody else's. */
  wasNotRegistered(name: string): void {
    const about = this.#about(name);
    if (about.registered === 'perhaps') delete about.registered;
  }

  /**
   * The password, or the name, was wrong.
   *
   * @param error the server's; thrown again when there were too many
   */
  wrongPassword(name: string, error: PartylineError): void {
    delete this.#about(name).password;
    this.#wrongPasswords += 1;
    this.#notBefore = this.#clock.elapsed() + (error.retryAfterMs ?? 0);
    if (this.#wrongPasswords >= maxAttempts) throw error;
  }

  /** Somebody else has the name; `error` is thrown again when there were too many. */
  nameTaken(name: string, error: PartylineError): void {
    this.#name = { type: 'taken', name };
    this.#takenNames += 1;
    if (this.#takenNames >= maxAttempts) throw error;
  }

  /** How long the server wants no further attempt, in milliseconds. */
  get delayMs(): number {
    return Math.max(0, this.#notBefore - this.#clock.elapsed());
  }

  /** The login is done: secrets are forgotten. */
  forget(): void {
    if (this.#name.type === 'chosen') {
      delete this.#name.about.password;
      delete this.#name.about.newPassword;
      delete this.#name.about.awaitsAdmission;
    }
    this.#wrongPasswords = 0;
    this.#asked = false;
  }

  #about(name: string): About {
    if (this.#name.type === 'chosen' && this.#name.about.name === name) return this.#name.about;
    const about = { name };
    this.#name = { type: 'chosen', about };
    return about;
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
