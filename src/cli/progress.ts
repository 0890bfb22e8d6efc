import process from 'node:process';
import { mayNote } from './notes.ts';

/** Work that is done sooner is not worth a word. */
const quietMs = 2_000;
/** How often the terminal is told at the most. */
const pauseMs = 250;

/** Tells a person on their terminal, in one line of standard error, how far a command is, once it takes longer. */
export class Progress {
  readonly #words: (count: number) => string;
  readonly #isTerminal = process.stderr.isTTY === true;
  #toldAt = performance.now() + quietMs - pauseMs;
  #isOnLine = false;

  /** @param words how far it is, for instance `12,000 messages` */
  constructor(words: (count: number) => string) {
    this.#words = words;
  }

  /** So much is done. */
  tell(count: number): void {
    const now = performance.now();
    if (!this.#isTerminal || !mayNote() || now - this.#toldAt < pauseMs) return;
    this.#toldAt = now;
    process.stderr.write(`\r${this.#words(count)}`);
    this.#isOnLine = true;
  }

  /** Ends the line that it was told in. */
  end(): void {
    if (this.#isOnLine) process.stderr.write('\n');
    this.#isOnLine = false;
  }
}
