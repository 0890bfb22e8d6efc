import type { SearchQuestion } from './search-queries.ts';

/* The data that go between the search and its thread, besides questions and answers. */

/** The data that the thread starts with. */
export interface SearchThreadData {
  /** Path of the store. */
  readonly storeFile: string;
  /** Path of the index. */
  readonly indexFile: string;
  /** With less room on the disk than this, in bytes, the index does not grow. */
  readonly minFreeBytes: number;
}

/** What the thread is asked: to search, or how far the index is. */
export type AskedOfSearch = SearchQuestion | 'lag';

/** How far the index is behind the store. */
export interface IndexLag {
  /** Numbers of the journal that it has yet to look at; 0: it has everything. */
  readonly behind: number;
}

/** The index is being filled, and has this share of the store, between 0 and 1. */
export interface IndexProgress {
  readonly progress: number;
}
