import { AskedThread } from '../asked-thread.ts';
import type {
  AskedOfSearch,
  IndexLag,
  IndexProgress,
  SearchThreadData,
} from './search-messages.ts';
import type { SearchAnswer, SearchQuestion } from './search-queries.ts';

/**
 * Searches stored messages in a thread of its own, which keeps an index of them in a file beside the store. The index
 * is made from the store, also where it is missing, damaged, or that of another history.
 */
export class SearchReader {
  readonly #thread: AskedThread<AskedOfSearch>;

  /** @param data paths of the store, whose journal must be open, and of the index */
  constructor(data: SearchThreadData) {
    const url = new URL('./search-thread.ts', import.meta.url);
    this.#thread = new AskedThread('searches', url, data);
  }

  /** Begins to fill the index shortly; otherwise the first search does. */
  start(): void {
    this.#thread.startSoon();
  }

  /**
   * Messages that were stored before the question, newest first; or how far the index is, where it takes long to
   * fill it. Rejects with the reason why there is no index at present, or no thread.
   */
  search(question: SearchQuestion): Promise<SearchAnswer | IndexProgress> {
    return this.#thread.ask(question) as Promise<SearchAnswer | IndexProgress>;
  }

  /** How far the index is behind the store. Rejects with the reason why there is no thread. */
  lag(): Promise<IndexLag> {
    return this.#thread.ask('lag') as Promise<IndexLag>;
  }

  /** Ends; what is not answered yet is rejected. May be called twice. */
  close(): Promise<void> {
    return this.#thread.close();
  }
}
