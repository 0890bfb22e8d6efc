import { dayAndSecond, durationWord, durationWords } from '../talk/times.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/** Gives up what takes too long: `signal` is then given, with a CommandError that says so. */
export class Deadline {
  readonly #limit = new AbortController();
  readonly #timeoutMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When it began to count, in milliseconds since 1970 UTC. */
  #begin = 0;

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
    this.#begin = Date.now();
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

  /** When it ends, and by which option, in words: `until 15:03:25 (--timeout 30s)`; undefined while it does not run. */
  get until(): string | undefined {
    if (!this.runs || this.#timeoutMs === undefined) return undefined;
    return untilWords(this.#begin, '--timeout', this.#timeoutMs);
  }

  /** Counts from now on, if it runs. */
  refresh(): void {
    this.#begin = Date.now();
    this.#timer?.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/**
 * The end of a length of time that an option gives, in words.
 *
 * @param begin in milliseconds since 1970 UTC
 */
export function untilWords(begin: number, option: string, lengthMs: number): string {
  const end = dayAndSecond(begin + lengthMs, Date.now());
  return `until ${end} (${option} ${durationWord(lengthMs)})`;
}
