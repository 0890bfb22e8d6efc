/** Where time comes from, so that tests can turn it. */
export interface Clock {
  /** The moment: milliseconds since 1970-01-01 UTC, as the machine's clock is set. It may jump either way. */
  now(): number;
  /**
   * Milliseconds since a moment that nobody knows, by a clock that nobody sets. Every length of time is the
   * difference of two: silence, delays, limits of rates.
   */
  elapsed(): number;
}

/** The machine's clocks. */
export const systemClock: Clock = { now: Date.now, elapsed: () => performance.now() };
