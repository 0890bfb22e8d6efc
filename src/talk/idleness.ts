import { type Clock, systemClock } from '../base/clock.ts';
import { quietTimer } from '../base/quiet-timer.ts';

/** How long a person has not typed who counts as idle, in milliseconds. */
export const idleAfterMs = 15 * 60_000;

/** Watches whether the person at a screen types, and tells when they have not for a while, and when they do again. */
export class Idleness {
  readonly #tell: (idleMs: number) => void;
  readonly #clock: Pick<Clock, 'elapsed'>;
  #typedAt: number;
  #isIdle = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param tell is told how long the person has not typed, in milliseconds; 0: they type again */
  constructor(tell: (idleMs: number) => void, clock: Pick<Clock, 'elapsed'> = systemClock) {
    this.#tell = tell;
    this.#clock = clock;
    this.#typedAt = clock.elapsed();
  }

  /** Begins to watch. */
  start(): void {
    this.#look();
  }

  /** A key was pressed. */
  typed(): void {
    this.#typedAt = this.#clock.elapsed();
    if (!this.#isIdle) return;
    this.#isIdle = false;
    this.#tell(0);
    this.#look();
  }

  /** The line was made anew: what was told before is forgotten there. */
  tellAgain(): void {
    if (this.#isIdle) this.#tell(this.#idleMs);
  }

  /** Watches no more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  get #idleMs(): number {
    return Math.floor(this.#clock.elapsed() - this.#typedAt);
  }

  #look(): void {
    clearTimeout(this.#timer);
    const leftMs = idleAfterMs - this.#idleMs;
    if (leftMs > 0) {
      this.#timer = quietTimer(setTimeout(() => this.#look(), leftMs));
      return;
    }
    this.#isIdle = true;
    this.#tell(this.#idleMs);
  }
}
