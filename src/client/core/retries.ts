import { Pause } from './pause.ts';
import type { ResolvedOptions } from './resolved-options.ts';
import type { WaitingReason } from './states.ts';
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

  /**
   * Milliseconds until the next attempt.
   *
   * @param isAwaited messages wait for the line
   */
  next(isAwaited: boolean): number {
    const { reconnectMinimumMs, reconnectMaximumMs, pendingReconnectMaximumMs } = this.#timing;
    const most = isAwaited
      ? Math.min(reconnectMaximumMs, pendingReconnectMaximumMs)
      : reconnectMaximumMs;
    const least = Math.min(reconnectMinimumMs, most);
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

  /** Delays start small again. */
  reset(): void {
    this.#attempts = 0;
    this.#admissions = 0;
  }
}

/** The circumstances of a failure. */
export interface Circumstances {
  /** A person was asked something, so that the server may have become impatient. */
  readonly asked: boolean;
  /** A server of ours was there before. */
  readonly greeted: boolean;
  /** Messages wait for the line. */
  readonly isAwaited: boolean;
  /** The line was up before. */
  readonly wasUp: boolean;
  /** Goes on to another address of the line; false: all were tried. */
  goOn(): boolean;
}

/** Whether another node of the line may do better. */
function isOfOneNode(reason: WaitingReason): boolean {
  return reason !== 'throttled' && reason !== 'pending';
}

/** A line comes back at once no more often than this, in milliseconds. */
const atOnceIntervalMs = 5_000;

/** Says whether the client goes on after a failure, as its program wishes, and when. */
export class Retries {
  readonly #options: ResolvedOptions;
  readonly #backoff: Backoff;
  /** How long the server wants no further attempt, in milliseconds. */
  #leastMs = 0;
  #pause: Pause | undefined;
  /** When it last came back at once, as `performance.now` gives it. */
  #wentAtOnceAt = Number.NEGATIVE_INFINITY;

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.timing, Math.random);
  }

  /** Decides after a failure. */
  after(failure: Error, circumstances: Circumstances): Verdict {
    const { asked, greeted, isAwaited, wasUp } = circumstances;
    const verdict = verdictOn(failure);
    if (verdict.type === 'end') return verdict;
    const { reason } = verdict;
    if (verdict.atOnce && this.#mayGoAtOnce()) return verdict;
    // The server did not wait for a person's answer, which is there now.
    if (asked && (reason === 'lost' || reason === 'timeout')) return verdict;
    const { retryFirstConnection, waitForAdmission, reconnect } = this.#options;
    if (isOfOneNode(reason) && (reconnect || !wasUp) && circumstances.goOn()) {
      return { type: 'again', reason, delayMs: 0 };
    }
    if (reason === 'lost' && !greeted && !retryFirstConnection) {
      return { type: 'end', reason: 'unreachable' };
    }
    if (!(reason === 'pending' ? waitForAdmission : reconnect)) return { type: 'end', reason };
    const isAdmission = reason === 'pending';
    const chosenMs = isAdmission ? this.#backoff.nextAdmission() : this.#backoff.next(isAwaited);
    const delayMs = Math.max(chosenMs, verdict.delayMs);
    this.#leastMs = isAdmission ? delayMs : verdict.delayMs;
    return { ...verdict, delayMs };
  }

  /**
   * Only what came in beside a device has a token to read anew; and a server that says so again and again
   * shall not be asked as often.
   */
  #mayGoAtOnce(): boolean {
    const now = performance.now();
    const { wayIn } = this.#options;
    if (wayIn.type !== 'attach' || now - this.#wentAtOnceAt < atOnceIntervalMs) return false;
    this.#wentAtOnceAt = now;
    return true;
  }

  /** Waits for the next attempt, or until `signal` is given. */
  async pause(delayMs: number, signal: AbortSignal): Promise<void> {
    this.#pause = new Pause(delayMs, this.#leastMs, signal);
    await this.#pause.over;
    this.#pause = undefined;
  }

  /** The line was up: delays start small again. */
  reset(): void {
    this.#backoff.reset();
  }

  /** Somebody wants the line now: delays start small again, the present one included. */
  hurry(): void {
    this.#backoff.reset();
    this.#pause?.shorten(this.#backoff.next(true));
  }
}
