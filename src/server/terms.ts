import type { Directory } from '../store/directory.ts';
import { limits } from '../words/limits.ts';

/** The latest terms of the history, as greetings name them: read once, and again when one begins. */
export class Terms {
  readonly #directory: Pick<Directory, 'latestTerms'>;
  #latest: readonly string[] = [];

  constructor(directory: Pick<Directory, 'latestTerms'>) {
    this.#directory = directory;
    this.refresh();
  }

  /** The present one first. */
  get latest(): readonly string[] {
    return this.#latest;
  }

  /** Another one has begun. Returns the present one. */
  refresh(): string {
    this.#latest = this.#directory.latestTerms(limits.termsGreeted).map(({ id }) => id);
    return this.#latest[0] ?? '';
  }
}
