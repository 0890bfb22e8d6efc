import type { ResolvedOptions } from './resolved-options.ts';
import type { Timing } from './timing.ts';
import { type Verdict, verdictOn } from './verdict.ts';

/**
 * How long to wait before the next attempt. Delays double, and each is drawn evenly between the least
 * and the present bound ("full jitter"), so that the clients of a server that comes back do not all
 * come at once.
 */
export class Backoff {
  readonly #timing: Timing;
  readonly #random: () => number;
  #attempts = 0;
  #admissions = 0;

  /** @param random between 0 and 1, as Math.random */
  constructor(timing: Timing, random: () => number) {
    this.#timing = timing;
    this.#random = random;
  }

  /** Milliseconds until the next attempt. */
  next(): number {
    const { reconnectMinimumMs: least, reconnectMaximumMs: most } = this.#timing;
    this.#attempts += 1;
    const bound = Math.min(most, least * 2 ** Math.min(this.#attempts, 30));
    return least + this.#random() * Math.max(0, bound - least);
  }

  /** Milliseconds until the operator may have admitted the account. */
  nextAdmission(): number {
    const { admissionMinimumMs: least, admissionMaximumMs: most } = this.#timing;
    const delayMs = Math.min(most, least * 2 ** Math.min(this.#admissions, 30));
    this.#admissions += 1;
    return delayMs;
  }

  /** A line held for a while: delays start small again. */
  reset(): void {
    this.#attempts = 0;
    this.#admissions = 0;
  }
}

/** Says whether the client goes on after a failure, as its program wishes, and when. */
export class Retries {
  readonly #options: ResolvedOptions;
  readonly #backoff: Backoff;
  #wentAtOnce = false;

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.timing, Math.random);
  }

  /**
   * Decides after a failure.
   *
   * @param asked a person was asked something, so that the server may have become impatient
   * @param greeted a server of ours was there before
   */
  after(failure: Error, asked: boolean, greeted: boolean): Verdict {
    const verdict = verdictOn(failure);
    if (verdict.type === 'end') return verdict;
    const { reason } = verdict;
    // Once: a server that says it again and again shall not be asked as often.
    if (verdict.atOnce && !this.#wentAtOnce) {
      this.#wentAtOnce = true;
      return verdict;
    }
    // The server did not wait for a person's answer, which is there now.
    if (asked && (reason === 'lost' || reason === 'timeout')) return verdict;
    const { retryFirstConnection, waitForAdmission, reconnect } = this.#options;
    if (reason === 'lost' && !greeted && !retryFirstConnection) {
      return { type: 'end', reason: 'unreachable' };
    }
    if (!(reason === 'pending' ? waitForAdmission : reconnect)) return { type: 'end', reason };
    const chosenMs = reason === 'pending' ? this.#backoff.nextAdmission() : this.#backoff.next();
    return { ...verdict, delayMs: Math.max(chosenMs, verdict.delayMs) };
  }

  /** A line held for a while: delays start small again. */
  reset(): void {
    this.#backoff.reset();
    this.#wentAtOnce = false;
  }
}
