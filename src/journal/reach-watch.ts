import type { Reach } from './journal.ts';

/* Whether the order can be reached. */

/** An election among the nats-servers takes a second or two, which is worth no word, in milliseconds. */
const patienceMs = 2_500;

/** Makes one lasting state of tries that succeed and fail. */
export class ReachWatch {
  readonly #changed: (reach: Reach) => void;
  readonly #now: () => number;
  /** When the first of the tries failed since one has succeeded; undefined: the last one has. */
  #failingSinceMs: number | undefined;
  #reason = '';
  #isReached = true;

  /**
   * @param changed is told when it cannot be reached any more, and when it can be again
   * @param now milliseconds of a clock that only goes forward
   */
  constructor(changed: (reach: Reach) => void, now: () => number = () => performance.now()) {
    this.#changed = changed;
    this.#now = now;
  }

  get isReached(): boolean {
    return this.#isReached;
  }

  /** A try failed. */
  failed(reason: string): void {
    this.#failingSinceMs ??= this.#now();
    this.#reason = reason;
    this.look();
  }

  /** A try succeeded. */
  succeeded(): void {
    this.#failingSinceMs = undefined;
    if (this.#isReached) return;
    this.#isReached = true;
    this.#changed({ isReached: true, reason: '' });
  }

  /** To be called now and then: tries that hang tell nothing. */
  look(): void {
    const since = this.#failingSinceMs;
    if (!this.#isReached || since === undefined || this.#now() - since < patienceMs) return;
    this.#isReached = false;
    this.#changed({ isReached: false, reason: this.#reason });
  }
}
