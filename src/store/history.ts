import { AskedThread } from './asked-thread.ts';
import type {
  AnswerTo,
  HistoryPage,
  HistoryPlace,
  OldestEntries,
  PageBounds,
  Question,
  StoreTotals,
  UnreadCount,
  UnreadQuestion,
} from './history-queries.ts';

/* Stored messages for the server, which waits for no disk: a thread reads them. */

/**
 * Reads stored messages in a thread with a read-only connection of its own. Answers come in the order
 * of the questions, and hold everything committed before they were asked. The database must exist and
 * have the present schema: open the journal first, or every answer is an InputError.
 */
export class HistoryReader {
  readonly #thread: AskedThread<Question>;

  constructor(file: string) {
    const url = new URL('./history-thread.ts', import.meta.url);
    this.#thread = new AskedThread('reads the history', url, file);
  }

  /** Entries of a room with a higher seq than `seq`, lowest first. */
  after(room: number, seq: number, bounds: PageBounds): Promise<HistoryPage> {
    return this.#ask({ direction: 'after', room, seq, ...bounds });
  }

  /** The same for a lower seq than `seq`: those nearest to it, lowest first. */
  before(room: number, seq: number, bounds: PageBounds): Promise<HistoryPage> {
    return this.#ask({ direction: 'before', room, seq, ...bounds });
  }

  /** The entry with this seq and those on both sides of it, lowest first. */
  around(room: number, seq: number, bounds: PageBounds): Promise<HistoryPage> {
    return this.#ask({ direction: 'around', room, seq, ...bounds });
  }

  /**
   * The place after which the messages of a room are from the time `at` (milliseconds since 1970 UTC) or
   * later; that of the last message when none is. Exact where the clock of the server was never set back.
   */
  placeOf(room: number, at: number): Promise<HistoryPlace> {
    return this.#ask({ direction: 'find', room, at });
  }

  /** The oldest blocks of entries behind a position of the journal, and how much there is in all. */
  oldest(after: number): Promise<OldestEntries> {
    return this.#ask({ direction: 'oldest', after });
  }

  /** How much is unread in rooms, in their order: see `UnreadQuestion`. */
  unread(question: Omit<UnreadQuestion, 'direction'>): Promise<readonly UnreadCount[]> {
    return this.#ask({ direction: 'unread', ...question });
  }

  /** How much the store holds in all: for an operator, as it takes a step for each room. */
  totals(): Promise<StoreTotals> {
    return this.#ask({ direction: 'totals' });
  }

  /** Answers what was asked, then ends. May be called twice. */
  close(): Promise<void> {
    return this.#thread.close();
  }

  /** Begins to answer shortly; otherwise with the first question, which waits for the thread to start. */
  start(): void {
    this.#thread.startSoon();
  }

  #ask<Asked extends Question>(question: Asked): Promise<AnswerTo<Asked>> {
    return this.#thread.ask(question) as Promise<AnswerTo<Asked>>;
  }
}
