import type { RateLimit } from '../../auth/rate-limit.ts';
import type { Throttle, ThrottleKey } from '../../auth/throttle.ts';
import { PartylineError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { type Words, worded } from '../../base/worded.ts';
import type { Accepted, Outcome, Proposal } from '../../chat/proposals.ts';
import type { Journal } from '../../journal/journal.ts';
import { networkOf } from '../door/network.ts';
import type { SignUpLimits } from './sign-up-limits.ts';

/* Guards logins against guessing: delays, counts, and the words in the log that explain a failure. */

/** Failed attempts on one connection after which it is ended. */
export const failuresPerConnection = 5;

/** The parts that the attempts on all connections share. */
export interface AttemptParts {
  readonly journal: Journal;
  /** Slows down who guesses passwords and codes. */
  readonly throttle: Throttle;
  /** Bounds how often one network may ask whether names exist. */
  readonly lookups: RateLimit;
  /** Bounds how many accounts are signed up. */
  readonly signUps: SignUpLimits;
  /** Longest time an answer is held back after failures, in milliseconds. */
  readonly heldLoginMs: number;
}

/** The attempts to log in on one connection: slowed down after failures, counted, and explained in the log. */
export class Attempts {
  readonly #parts: AttemptParts;
  readonly #address: string;
  readonly #log: Log;
  /** What counts as one address: an IPv4 address, or a /64 of IPv6. */
  readonly network: string;
  /** Keys of the throttle by which the last attempt was counted. */
  #counted: readonly ThrottleKey[] = [];
  #failures = 0;
  #lookedUp: string | undefined;
  #signedUp: string | undefined;

  /** @param address where the connection comes from: an IP address */
  constructor(parts: AttemptParts, address: string, log: Log) {
    this.#parts = parts;
    this.#address = address;
    this.#log = log;
    this.network = networkOf(address);
  }

  /** Whether there were so many failures that the connection ends. */
  get exhausted(): boolean {
    return this.#failures >= failuresPerConnection;
  }

  /**
   * Counts a question that tells whether a name is taken; to ask again for the same name costs nothing,
   * so that whoever asks before signing up pays once. Throws `auth.throttled` for too many.
   */
  looksUp(name: string): void {
    if (this.#lookedUp === name) return;
    const retryAfterMs = this.#parts.lookups.take(this.network);
    if (retryAfterMs > 0) throw new PartylineError('auth.throttled', undefined, { retryAfterMs });
    this.#lookedUp = name;
  }

  /**
   * Counts a sign-up; to begin it again under the same name costs nothing. Throws `auth.throttled` for too many.
   *
   * @param hasCode it comes with a code
   */
  signsUp(name: string, hasCode: boolean): void {
    if (this.#signedUp === name) return;
    const retryAfterMs = this.#parts.signUps.take(this.#address, hasCode);
    if (retryAfterMs > 0) {
      this.#log.warn('sign-up.throttled', { name, address: this.#address, retryAfterMs });
      throw new PartylineError('auth.throttled', worded('sign-up.many'), { retryAfterMs });
    }
    this.#signedUp = name;
  }

  /**
   * Counts an attempt as a failure until `proved` takes it back. After failed attempts it waits, and with it
   * those that come beside it; a long wait is refused, with its length.
   *
   * @param keys what failures are counted by
   * @param name whose account it is for, for the log
   * @throws PartylineError (by rejection) `auth.throttled`
   */
  async admit(keys: readonly ThrottleKey[], name: string | undefined): Promise<void> {
    const { throttle, heldLoginMs } = this.#parts;
    const delayMs = throttle.admit(keys, heldLoginMs);
    if (delayMs > 0) this.#log.warn('login.throttled', { name, address: this.#address, delayMs });
    if (delayMs > heldLoginMs) {
      throw new PartylineError('auth.throttled', undefined, { retryAfterMs: Math.ceil(delayMs) });
    }
    this.#counted = keys;
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
  }

  /** Takes the last attempt back: the password was right. */
  proved(): void {
    this.#parts.throttle.succeeded(this.#counted);
    this.#counted = [];
  }

  /** Counts and logs a failure, so that the log alone explains it; returns what the client is told. */
  failed(
    code: PartylineError['code'],
    name: string | undefined,
    reason: string,
    message?: Words,
  ): PartylineError {
    this.#failures += 1;
    const facts = { code, name, address: this.#address, reason, failures: this.#failures };
    this.#log.warn('login.failed', facts);
    return new PartylineError(code, message);
  }

  /** Hands in a proposal of somebody who is logging in; a refusal is logged and thrown. */
  async propose<P extends Proposal>(proposal: P, name: string): Promise<Accepted[P['type']]> {
    const outcome: Outcome = await this.#parts.journal.request(proposal as Proposal);
    if (outcome.ok) return outcome.value as Accepted[P['type']];
    throw this.failed(outcome.code, name, `refused: ${proposal.type}`, outcome.message);
  }
}
