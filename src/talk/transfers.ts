import { InputError } from '../base/errors.ts';
import { textOf } from '../texts/text-of.ts';
import type { LocalFiles } from './local-files.ts';

/** The files that are on their way to the line or from it, which a person can call off. */
export class Transfers {
  readonly files: LocalFiles;
  readonly #running = new Map<AbortController, Promise<unknown>>();

  constructor(files: LocalFiles) {
    this.files = files;
  }

  /** Does a piece of work that ends with the signal when it is called off. */
  run<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const ending = new AbortController();
    const done = work(ending.signal).finally(() => this.#running.delete(ending));
    this.#running.set(ending, done);
    return done;
  }

  /** Calls all of them off; returns how many there were. */
  cancel(): number {
    const { size } = this.#running;
    const reason = new InputError(textOf('file.cancelled'));
    for (const ending of this.#running.keys()) ending.abort(reason);
    return size;
  }

  /** Resolves when none is on its way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }
}
