import { durationWords } from '../terminal/times.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/** Gives up what takes too long: `signal` is then given, with a CommandError that says so. */
export class Deadline {
  readonly #limit = new AbortController();
  readonly #timeoutMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  get signal(): AbortSignal {
    return this.#limit.signal;
  }

  /** @param sentence what is said when it ends, with the time in place of `TIME` */
  start(sentence: string): void {
    this.stop();
    this.#timer = setTimeout(() => {
      const words = sentence.replace('TIME', durationWords(this.#timeoutMs));
      this.#limit.abort(new CommandError(exitCodes.temporary, words));
    }, this.#timeoutMs);
  }

  /** Counts from now on, if it runs. */
  refresh(): void {
    this.#timer?.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
