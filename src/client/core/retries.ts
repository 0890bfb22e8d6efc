import { Backoff, type Verdict, verdictOn } from './reconnect.ts';
import type { ResolvedOptions } from './resolved-options.ts';

/* The decision between trying again and giving up, as the program's options have it. */

/** The attempts that the program allows. */
export type RetryOptions = Pick<
  ResolvedOptions,
  'reconnect' | 'retryFirstConnection' | 'waitForAdmission' | 'timing'
>;

/** The circumstances in which a connection, or the attempt to make one, failed. */
export interface Circumstances {
  /** A person was asked something, so that the server may have become impatient. */
  readonly asked: boolean;
  /** A server of ours was there before. */
  readonly greeted: boolean;
}

/** A verdict with how long to wait, in milliseconds, before it is tried again. */
export type Retry =
  | (Verdict & { readonly type: 'end' })
  | (Verdict & { readonly type: 'again'; readonly delayMs: number });

/** Says whether the client goes on after a failure, as its program wishes, and when. */
export class Retries {
  readonly #options: RetryOptions;
  readonly #backoff: Backoff;

  constructor(options: RetryOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.timing, Math.random);
  }

  /** Decides after a failure. */
  after(failure: Error, { asked, greeted }: Circumstances): Retry {
    const verdict = verdictOn(failure);
    if (verdict.type === 'end') return verdict;
    const { reason, atLeastMs } = verdict;
    // The server did not wait for a person's answer, which is there now.
    if (asked && (reason === 'lost' || reason === 'timeout')) return { ...verdict, delayMs: 0 };
    const { retryFirstConnection, waitForAdmission, reconnect } = this.#options;
    if (reason === 'lost' && !greeted && !retryFirstConnection) {
      return { type: 'end', reason: 'unreachable' };
    }
    if (!(reason === 'pending' ? waitForAdmission : reconnect)) return { type: 'end', reason };
    const chosenMs = reason === 'pending' ? this.#backoff.nextAdmission() : this.#backoff.next();
    return { ...verdict, delayMs: Math.max(chosenMs, atLeastMs) };
  }

  /** A line held for a while: delays start small again. */
  reset(): void {
    this.#backoff.reset();
  }
}
