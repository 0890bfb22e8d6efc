/* How much room the disk has. */

/** How long an answer of the file system is believed while little is written, in milliseconds. */
const believedMs = 100;

/** The parts of a watch over free space. */
export interface FreeSpaceOptions {
  /** With less, in bytes, the space is low; it is enough again when an eighth more is there. */
  readonly minBytes: number;
  /**
   * The most that was written and may not have taken its room yet, in bytes: pages of the log that have to go into
   * the database.
   */
  readonly unsettledBytes: number;
  /**
   * The bytes that a process which is not privileged may still write. Where they are not many more than `minBytes`
   * and `unsettledBytes` together, everything written has taken its room before they are counted.
   */
  readonly ask: () => number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

/**
 * Watches how much room is left on a disk. It asks no more than it has to: while there is much more than there
 * has to be, ten times a second; near the bound, before everything that is written.
 */
export class FreeSpace {
  readonly #minBytes: number;
  readonly #unsettledBytes: number;
  readonly #ask: () => number;
  readonly #now: () => number;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #free = 0;
  /** The most that was written since it was asked. */
  #writtenBytes = 0;
  #isLow = false;

  constructor({ minBytes, unsettledBytes, ask, now = () => performance.now() }: FreeSpaceOptions) {
    this.#minBytes = minBytes;
    this.#unsettledBytes = unsettledBytes;
    this.#ask = ask;
    this.#now = now;
  }

  /** The room there was when it was last asked, in bytes. */
  get freeBytes(): number {
    return this.#free;
  }

  /** @param bytes the most that is about to be written: whether less is left, after that, than there should be */
  isLow(bytes = 0): boolean {
    this.#writtenBytes += bytes;
    const nowMs = this.#now();
    if (nowMs - this.#askedAtMs >= believedMs || this.#isBelow(this.#unsettledBytes)) {
      this.#askedAtMs = nowMs;
      this.#free = this.#ask();
      this.#writtenBytes = bytes;
    }
    this.#isLow = this.#isBelow(0);
    return this.#isLow;
  }

  /** @param spareBytes wanted beside what should be left */
  #isBelow(spareBytes: number): boolean {
    const wanted = this.#isLow ? this.#minBytes + this.#minBytes / 8 : this.#minBytes;
    return this.#free - this.#writtenBytes < wanted + spareBytes;
  }
}
