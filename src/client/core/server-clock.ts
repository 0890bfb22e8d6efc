import type { Clock } from '../../base/clock.ts';

/**
 * The server's clock, as the last login told it, carried on by the clock of this machine that nobody sets. The
 * time that the welcome was on its way is missing.
 */
export class ServerClock {
  readonly #clock: Clock;
  #told: { readonly now: number; readonly elapsed: number } | undefined;

  /** @param clock this machine's */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The server has told its time, in milliseconds since 1970 UTC. */
  set(now: number): void {
    this.#told = { now, elapsed: this.#clock.elapsed() };
  }

  /** Milliseconds since 1970 UTC on the server; before the first login by this machine's clock. */
  now(): number {
    if (this.#told === undefined) return this.#clock.now();
    return this.#told.now + Math.round(this.#clock.elapsed() - this.#told.elapsed);
  }
}
