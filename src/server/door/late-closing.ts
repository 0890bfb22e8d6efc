/** What is closed late: a socket, or a stand-in of a test. */
interface Closing {
  readonly destroyed: boolean;
  destroy(error?: Error): unknown;
  once(event: 'close', listener: () => void): unknown;
}

/** Why a connection was dropped. One for all: to make one for each of a crowd would cost as much as the rest. */
export const placeNeeded = new Error('its place was needed for somebody else');

/** Time between two turns of closing what is due, in milliseconds. */
const turnMs = 10;

/**
 * Closes connections that were dropped, a while later. A crowd whose connections come again as soon as they are
 * closed takes up the server's time once in that while, and not as often as it can. They are closed a few at a time,
 * so that they do not come again all at once either. While too many wait, the one dropped first is closed.
 */
export class LateClosing {
  readonly #delayMs: number;
  readonly #most: number;
  /** First dropped, first, with the moment when each is due by the monotonic clock, in milliseconds. */
  readonly #waiting = new Map<Closing, number>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param delayMs how much later
   * @param most connections that may wait to be closed
   */
  constructor(delayMs: number, most: number) {
    this.#delayMs = delayMs;
    this.#most = most;
  }

  /** Connections that wait to be closed. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Takes a connection. */
  add(connection: Closing): void {
    if (connection.destroyed) return;
    this.#waiting.set(connection, performance.now() + this.#delayMs);
    connection.once('close', () => this.#waiting.delete(connection));
    if (this.#waiting.size > this.#most) this.closeFirst();
    this.#timer ??= setTimeout(() => this.#closeDue(), this.#delayMs).unref();
  }

  /** Keeps a connection, which has gone on after all. */
  keep(connection: Closing): void {
    this.#waiting.delete(connection);
  }

  /** Closes the one that was dropped first, at once, whose descriptor is needed; returns whether there was one. */
  closeFirst(): boolean {
    const first = this.#waiting.keys().next();
    if (first.done === true) return false;
    this.#close(first.value);
    return true;
  }

  /** Closes all at once. */
  close(): void {
    clearTimeout(this.#timer);
    while (this.closeFirst());
  }

  #closeDue(): void {
    this.#timer = undefined;
    const now = performance.now();
    let left = Math.ceil((this.#most * turnMs) / this.#delayMs);
    for (const [connection, dueAt] of this.#waiting) {
      if (dueAt > now || left === 0) {
        this.#timer = setTimeout(() => this.#closeDue(), Math.max(dueAt - now, turnMs)).unref();
        return;
      }
      left -= 1;
      this.#close(connection);
    }
  }

  #close(connection: Closing): void {
    this.#waiting.delete(connection);
    connection.destroy(placeNeeded);
  }
}
