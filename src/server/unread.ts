/**
 * Counts the bytes that a client was sent and has not read yet, wherever they are: in the process, in the
 * kernels of both machines, on the way. A ping with a mark is put behind every so many bytes; when its mark
 * comes back, all before it was read.
 */
export class Unread {
  readonly #markEveryBytes: number;
  #sentBytes = 0;
  #readBytes = 0;
  #markedBytes = 0;
  /** The marks that have not come back, with the bytes sent before each, in the order they were sent. */
  #marks: Map<string, number> | undefined;

  /** @param markEveryBytes bytes after which a mark is due */
  constructor(markEveryBytes: number) {
    this.#markEveryBytes = markEveryBytes;
  }

  /** Bytes that may be unread; up to `markEveryBytes` of them have no mark behind them yet. */
  get bytes(): number {
    return this.#sentBytes - this.#readBytes;
  }

  /** Counts bytes that were sent. */
  sent(bytes: number): void {
    this.#sentBytes += bytes;
  }

  /** Whether a mark is to be put behind what was sent. */
  get isMarkDue(): boolean {
    return this.#sentBytes - this.#markedBytes >= this.#markEveryBytes;
  }

  /** A mark stands behind all that was counted as sent. */
  marked(mark: string): void {
    this.#markedBytes = this.#sentBytes;
    this.#marks ??= new Map();
    this.#marks.set(mark, this.#sentBytes);
  }

  /** A mark came back: all that was sent before it is read. One that was never sent says nothing. */
  cameBack(mark: string): void {
    const bytes = this.#marks?.get(mark);
    if (bytes === undefined) return;
    this.#readBytes = bytes;
    for (const earlier of this.#marks?.keys() ?? []) {
      this.#marks?.delete(earlier);
      if (earlier === mark) return;
    }
  }
}
