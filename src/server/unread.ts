import { randomFillSync } from 'node:crypto';

/** Random bytes of a mark: too many to guess, so that it is sent back only by who has read it. */
const markBytes = 6;

/** Random bytes for the next marks: the generator takes as long for one mark as for all of these. */
const randomness = Buffer.alloc(512 * markBytes);
let usedBytes = randomness.length;

function randomMark(): string {
  if (usedBytes === randomness.length) {
    randomFillSync(randomness);
    usedBytes = 0;
  }
  usedBytes += markBytes;
  return randomness.toString('base64url', usedBytes - markBytes, usedBytes);
}

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

  /** A new mark, which goes out behind all that was counted as sent. */
  newMark(): string {
    const mark = randomMark();
    this.#markedBytes = this.#sentBytes;
    this.#marks ??= new Map();
    this.#marks.set(mark, this.#sentBytes);
    return mark;
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
