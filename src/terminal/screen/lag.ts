/** The parts that a lag is measured with. */
export interface LagParts {
  /** Asks the server, and resolves with how long the answer took, in milliseconds. */
  ping(): Promise<number>;
  /** Is told how slow the line is, in milliseconds. */
  tell(lagMs: number): void;
}

/** How often it is measured while nothing is typed, in milliseconds, and while something is. */
export const lagEveryMs = { quiet: 60_000, typing: 10_000 } as const;
/** How often an answer that is late is told of, in milliseconds. */
const lateEveryMs = 1_000;

/** Measures how slow a line is: once a minute, and oftener while the person types. */
export class Lag {
  readonly #parts: LagParts;
  #askedAt = Number.NEGATIVE_INFINITY;
  #isAsked = false;
  /** No reason for the program to go on. */
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: LagParts) {
    this.#parts = parts;
  }

  /** The line is up. */
  start(): void {
    this.stop();
    this.#timer = setInterval(() => void this.#measure(), lagEveryMs.quiet).unref();
    void this.#measure();
  }

  /** The line is down, or over. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** The person types: they want to know. */
  typed(): void {
    const isDue = performance.now() - this.#askedAt >= lagEveryMs.typing;
    if (isDue && this.#timer !== undefined) void this.#measure();
  }

  async #measure(): Promise<void> {
    if (this.#isAsked) return;
    this.#isAsked = true;
    const since = performance.now();
    this.#askedAt = since;
    const late = setInterval(() => this.#parts.tell(performance.now() - since), lateEveryMs);
    try {
      this.#parts.tell(await this.#parts.ping());
    } catch {
      // The line is down; that is told elsewhere.
    } finally {
      clearInterval(late);
      this.#isAsked = false;
    }
  }
}
