import { randomFillSync } from 'node:crypto';
import { closeSync, existsSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freeBytesOf } from '../base/free-bytes.ts';
import { openPrivateAppend } from '../base/private-files.ts';

/* Room on the disk that is kept for what has to be written when there is no other. */

/** The file's name in the data folder. */
const reserveName = 'reserve';

/** Enough for some hundred logins: nothing else is stored while the space is low. */
const reserveBytes = 8 * 1024 * 1024;

/** With less room than this on the disk the reserve is given up. */
const lastBytes = 2 * 1024 * 1024;

/** The reserve of a data folder: a file of random bytes, which no file system stores as less than it is. */
export class Reserve {
  readonly #file: string;
  readonly #bytes: number;
  #isThere: boolean;

  constructor(folder: string, bytes = reserveBytes) {
    this.#file = join(folder, reserveName);
    this.#bytes = bytes;
    this.#isThere = existsSync(this.#file);
  }

  /** Makes it, if it is not there and that leaves `minFreeBytes`. */
  make(minFreeBytes: number): void {
    if (this.#isThere || freeBytesOf(dirname(this.#file)) < minFreeBytes + this.#bytes) return;
    try {
      this.#write();
    } catch {
      // The disk has filled meanwhile, or takes no such file: then there is no reserve.
      this.release();
    }
  }

  /** Gives the room to whoever writes next; returns whether there was any. */
  release(): boolean {
    const wasThere = this.#isThere;
    this.#isThere = false;
    rmSync(this.#file, { force: true });
    return wasThere;
  }

  /** Gives the room up when there is hardly any other. */
  releaseIfLast(freeBytes: number): void {
    if (this.#isThere && freeBytes < lastBytes) this.release();
  }

  #write(): void {
    const block = randomFillSync(Buffer.alloc(Math.min(this.#bytes, 1024 * 1024)));
    const descriptor = openPrivateAppend(this.#file);
    this.#isThere = true;
    try {
      for (let written = 0; written < this.#bytes; ) written += writeSync(descriptor, block);
    } finally {
      closeSync(descriptor);
    }
  }
}

/** Gives up the reserve of a folder whose disk is full, so that a server can start there. */
export function releaseReserveOf(folder: string): void {
  if (existsSync(folder)) new Reserve(folder).releaseIfLast(freeBytesOf(folder));
}
