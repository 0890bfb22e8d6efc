import { closeSync, fdatasyncSync, fstatSync, openSync, writeSync } from 'node:fs';
import { asked, isNoRoom } from '../base/private-files.ts';

/* Room for the write-ahead log that is made before it is needed. */

/** What gathers in the log before it is moved into the database, and a little more: see Checkpoints. */
const roomBytes = 17 * 1024 * 1024;

/** So much is added at once, which takes a millisecond or two. */
const stepBytes = 1024 * 1024;

/**
 * Makes the file of a write-ahead log longer than the log is. A commit that makes a file longer has to flush the
 * file's length and place as well, which is a second flush on a file system with a journal of its own; one that writes
 * over bytes that are there has not. SQLite does that itself once the log has begun anew, thousands of messages later.
 * The zeros behind the log are no frames to SQLite.
 */
export class LogRoom {
  readonly #log: string;
  readonly #descriptor: number;
  readonly #bytes: number;

  /** @param file the database, in WAL mode, whose log is there and stays the same file */
  constructor(file: string, bytes = roomBytes) {
    this.#log = `${file}-wal`;
    this.#descriptor = openSync(this.#log, 'r+');
    this.#bytes = bytes;
  }

  /** Adds a step, unless there is room enough, or none on the disk. Call it between transactions, while there is time. */
  lengthen(): void {
    const { size } = fstatSync(this.#descriptor);
    const bytes = Math.min(stepBytes, this.#bytes - size);
    if (bytes <= 0) return;
    try {
      asked(`make room in ${this.#log}`, () => {
        writeSync(this.#descriptor, Buffer.alloc(bytes), 0, bytes, size);
      });
    } catch (error) {
      if (!isNoRoom(error)) throw error;
    }
    fdatasyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
