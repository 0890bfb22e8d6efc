import process from 'node:process';
import { mayNote } from './notes.ts';

/** Work that is done sooner is not worth a word. */
const quietMs = 2_000;
/** How often a terminal, and how often a log, is told at the most. */
const pauseOnTerminalMs = 250;
const pauseElsewhereMs = 10_000;

/** Tells a person on standard error how far a command is, once it takes longer; on a terminal in one line. */
export class Progress {
  readonly #words: (count: number) => string;
  readonly #isTerminal = process.stderr.isTTY === true;
  #toldAt = performance.now() + quietMs - this.#pauseMs;
  #isOnLine = false;

  /** @param words how far it is, for instance `12,000 messages` */
  constructor(words: (count: number) => string) {
    this.#words = words;
  }

  /** So much is done. */
  tell(count: number): void {
    const now = performance.now();
    if (now - this.#toldAt < this.#pauseMs || !mayNote()) return;
    this.#toldAt = now;
    process.stderr.write(this.#isTerminal ? `\r${this.#words(count)}` : `${this.#words(count)}\n`);
    this.#isOnLine = this.#isTerminal;
  }

  /** Ends the line that it was told in. */
  end(): void {
    if (this.#isOnLine) process.stderr.write('\n');
    this.#isOnLine = false;
  }

  get #pauseMs(): number {
    return this.#isTerminal ? pauseOnTerminalMs : pauseElsewhereMs;
  }
}
