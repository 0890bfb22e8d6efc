import { statfsSync } from 'node:fs';

/* How much room the disk has. */

/** How long an answer of the file system is believed, in milliseconds. */
const believedMs = 1_000;

/** Watches how much room is left on the disk of a folder, asking at most once a second. */
export class FreeSpace {
  readonly #folder: string;
  readonly #minBytes: number;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #low = false;

  /** @param minBytes below this the space is low */
  constructor(folder: string, minBytes: number) {
    this.#folder = folder;
    this.#minBytes = minBytes;
  }

  /** Whether less is left, for a process that is not privileged, than there should be. */
  isLow(): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#askedAtMs >= believedMs) {
      this.#askedAtMs = nowMs;
      this.#low = this.#ask();
    }
    return this.#low;
  }

  #ask(): boolean {
    const { bavail, bsize } = statfsSync(this.#folder);
    return bavail * bsize < this.#minBytes;
  }
}
