import { type Connection, silent } from './connection.ts';
import type { Timing } from './timing.ts';

/** Calls of a watch to its owner. */
export interface AnswerWatchHandlers {
  /** Answers are still due. */
  areDue(): boolean;
  /** The server has said nothing for so many seconds; told once in each silence. */
  silent(seconds: number): void;
}

/** How often it looks, in parts of the time after which silence is told. */
const looks = 20;

/**
 * Watches a connection while answers are due: a server that says nothing meanwhile, although it has something
 * to say, is told of, and taken for dead much sooner than one that is only quiet.
 */
export class AnswerWatch {
  readonly #connection: Connection;
  readonly #timing: Timing;
  readonly #handlers: AnswerWatchHandlers;
  /** Runs while answers are due, and a moment longer, so that it costs nothing where they come at once. */
  #timer: ReturnType<typeof setInterval> | undefined;
  #dueAt = 0;
  #told = false;

  constructor(connection: Connection, timing: Timing, handlers: AnswerWatchHandlers) {
    this.#connection = connection;
    this.#timing = timing;
    this.#handlers = handlers;
  }

  /** An answer is due from now on. */
  await(): void {
    if (this.#timer !== undefined) return;
    this.#dueAt = performance.now();
    this.#told = false;
    this.#timer = setInterval(() => this.#look(), this.#timing.noAnswerAfterMs / looks);
  }

  /** Looks no more. */
  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    if (!this.#handlers.areDue()) {
      this.end();
      return;
    }
    const quietMs = Math.min(this.#connection.quietMs, performance.now() - this.#dueAt);
    const { noAnswerAfterMs, unansweredTimeoutMs } = this.#timing;
    if (quietMs >= unansweredTimeoutMs) {
      this.#connection.abort(silent(quietMs));
    } else if (quietMs < noAnswerAfterMs) {
      this.#told = false;
    } else if (!this.#told) {
      this.#told = true;
      this.#handlers.silent(Math.round(quietMs / 1_000));
    }
  }
}
