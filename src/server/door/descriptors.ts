import { closeSync, openSync } from 'node:fs';
import process from 'node:process';
import type { Trouble, Troubles } from '../troubles.ts';

/**
 * Descriptors that are kept free of connections, for all else that a server opens: its log when it rotates, the
 * operator's console, a backup.
 */
const reserve = 16;
/** So many more must be free before the shortage is over, so that it is not over with each that leaves. */
const margin = 4;
/** Most that are counted. */
const mostCounted = 64;

const shortage: Trouble = {
  event: 'descriptors.short',
  begun:
    'The server has no file descriptors left for more connections, and turns newcomers away. ' +
    'Those who are here stay. Raise the limit (ulimit -n, LimitNOFILE of systemd) and start it again.',
  over: 'The server has file descriptors again, and takes newcomers.',
};

/**
 * Keeps connections from taking the last descriptors of the process. When none are left the system closes new
 * connections before anybody sees them, so nobody could be told; and no file could be opened either.
 */
export class Descriptors {
  readonly #troubles: Troubles;
  readonly #countFree: (most: number) => number;
  /** Connections that may come before it is counted again. */
  #credit = 0;

  /** @param countFree counts the descriptors that are free, up to `most` */
  constructor(troubles: Troubles, countFree = countFreeDescriptors) {
    this.#troubles = troubles;
    this.#countFree = countFree;
  }

  /** Whether there is a descriptor for one more connection, which has come. */
  admit(): boolean {
    if (this.#credit > 0) {
      this.#credit -= 1;
      return true;
    }
    const spare = this.#spare();
    // Half of them: other parts of the server open files meanwhile.
    this.#credit = Math.max(0, Math.floor(spare / 2));
    if (spare >= 0) return true;
    this.#troubles.begin(shortage);
    return false;
  }

  /** A connection has closed. */
  released(): void {
    if (this.#troubles.has(shortage)) this.#spare();
  }

  /** Free descriptors beyond the reserve; says so when there are enough again. */
  #spare(): number {
    const spare = this.#countFree(mostCounted) - reserve;
    if (spare >= margin) this.#troubles.end(shortage);
    return spare;
  }
}

/** Counts by opening: no system says it otherwise in the same way, and it takes microseconds. */
function countFreeDescriptors(most: number): number {
  // There the number of handles has no bound that one meets.
  if (process.platform === 'win32') return most;
  const opened: number[] = [];
  try {
    while (opened.length < most) opened.push(openSync('/', 'r'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EMFILE' && code !== 'ENFILE') return most;
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
  return opened.length;
}
