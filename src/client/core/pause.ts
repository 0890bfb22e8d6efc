/** The pause before the next attempt to connect, which can be cut short. */
export class Pause {
  readonly #over = Promise.withResolvers<void>();
  readonly #signal: AbortSignal;
  readonly #earliest: number;
  #end: number;
  #timer: ReturnType<typeof setTimeout>;
  readonly #finish = (): void => {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#finish);
    this.#over.resolve();
  };

  /**
   * @param delayMs how long it lasts
   * @param leastMs how long it lasts however it is shortened
   * @param signal ends it
   */
  constructor(delayMs: number, leastMs: number, signal: AbortSignal) {
    const now = performance.now();
    this.#signal = signal;
    this.#earliest = now + leastMs;
    this.#end = now + delayMs;
    this.#timer = setTimeout(this.#finish, delayMs);
    signal.addEventListener('abort', this.#finish, { once: true });
    if (signal.aborted) this.#finish();
  }

  /** Resolves when it is over. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** Ends it so long from now, unless it ends before. */
  shorten(delayMs: number): void {
    const now = performance.now();
    const end = Math.max(this.#earliest, now + delayMs);
    if (end >= this.#end) return;
    this.#end = end;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#finish, end - now);
  }
}
