import { durationWords } from '../talk/times.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/** Gives up what takes too long: `signal` is then given, with a CommandError that says so. */
export class Deadline {
  readonly #limit = new AbortController();
  readonly #timeoutMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param timeoutMs undefined: never */
  constructor(timeoutMs: number | undefined) {
    this.#timeoutMs = timeoutMs;
  }

  get signal(): AbortSignal {
    return this.#limit.signal;
  }

  /**
   * @param sentence what is said when it ends, with the time in place of `TIME`
   * @param reason why nothing has come, as far as that is known by then: another sentence
   */
  start(sentence: string, reason: () => string | undefined): void {
    this.stop();
    if (this.#timeoutMs === undefined) return;
    const timeout = durationWords(this.#timeoutMs);
    this.#timer = setTimeout(() => {
      const words = [sentence.replace('TIME', timeout), reason()];
      this.#limit.abort(
        new CommandError(exitCodes.temporary, words.filter((each) => each !== undefined).join(' ')),
      );
    }, this.#timeoutMs);
  }

  /** Whether it runs. */
  get runs(): boolean {
    return this.#timer !== undefined;
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
