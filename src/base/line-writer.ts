import { writeSync } from 'node:fs';

/**
 * Writes lines to a descriptor as they are told, without ever waiting: what the other side does not take now, as
 * on a full disk or a pipe that nobody reads, waits for the next line, and beyond a bound lines are lost.
 */
export class LineWriter {
  #descriptor: number;
  readonly #maxWaitingBytes: number;
  readonly #waiting: Buffer[] = [];
  #waitingBytes = 0;

  /**
   * @param descriptor stays the caller's, who closes it
   * @param maxWaitingBytes lines held in memory; further ones are lost
   */
  constructor(descriptor: number, maxWaitingBytes: number) {
    this.#descriptor = descriptor;
    this.#maxWaitingBytes = maxWaitingBytes;
  }

  /** Writes a line, its end included. Never throws. */
  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.#waitingBytes === 0 || this.#waitingBytes + bytes.length <= this.#maxWaitingBytes) {
      this.#waiting.push(bytes);
      this.#waitingBytes += bytes.length;
    }
    this.flush();
  }

  /** Goes on with another descriptor; what waits goes there if the one before does not take it now. */
  redirect(descriptor: number): void {
    this.flush();
    this.#descriptor = descriptor;
  }

  /** Tries again to write what waits. Never throws. */
  flush(): void {
    try {
      for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
        const written = writeSync(this.#descriptor, first);
        this.#waitingBytes -= written;
        if (written === first.length) this.#waiting.shift();
        else this.#waiting[0] = first.subarray(written);
      }
    } catch {
      // It waits on, or is lost when too much does; the process goes on either way.
    }
  }
}
