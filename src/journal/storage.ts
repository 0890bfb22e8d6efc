import type { Bus } from '../cluster/bus.ts';
import type { Directory } from '../store/directory.ts';
import type { HistoryReader } from '../store/history.ts';
import type { SearchReader } from '../store/search/search-reader.ts';
import type { Journal } from './journal.ts';

/** A server's whole state behind one port: proposals enter by the journal; directory, history and search read. */
export interface Storage {
  readonly journal: Journal;
  /** Sees every batch that the journal has told of. */
  readonly directory: Directory;
  /** Sees every batch that the journal has told of. */
  readonly history: HistoryReader;
  /** Sees every batch that the journal has told of. */
  readonly search: SearchReader;
  /** Identity of the history, 16 random bytes in base64url: another one when it was replaced. */
  readonly epoch: string;
  /** What the nodes of the line tell each other beside the order; undefined: there is one machine. */
  readonly bus: Bus | undefined;

  /** Commits what was handed in and answers what was asked, then ends. May be called twice. */
  close(): Promise<void>;
}
