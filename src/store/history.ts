import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type {
  AnswerTo,
  HistoryPage,
  HistoryQuestion,
  PageBounds,
  PlaceQuestion,
} from './history-queries.ts';
import type { FromHistoryThread, ToHistoryThread } from './history-thread.ts';
import { fromPlainError } from './plain-error.ts';

/* Stored messages for the server, which waits for no disk: a thread reads them. */

/** A caller that waits for an answer. */
interface Waiter {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/**
 * Reads stored messages in a thread with a read-only connection of its own. Answers come in the order
 * of the questions, and hold everything committed before they were asked. The database must exist and
 * have the present schema: open the journal first, or every answer is an InputError.
 */
export class HistoryReader {
  readonly #file: string;
  /** undefined until somebody starts it. */
  #thread: { readonly worker: Worker; readonly exited: Promise<void> } | undefined;
  readonly #waiters = new Map<number, Waiter>();
  #lastId = 0;
  /** Why nothing more can be asked; undefined while it can. */
  #ended: Error | undefined;

  constructor(file: string) {
    this.#file = file;
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
   * The sequence number after which the messages of a room are from the time `at` (milliseconds since
   * 1970 UTC) or later; that of the last message when none is. Exact where the clock of the server was
   * never set back.
   */
  placeOf(room: number, at: number): Promise<number> {
    return this.#ask({ direction: 'find', room, at });
  }

  /** Answers what was asked, then ends. May be called twice. */
  async close(): Promise<void> {
    if (!this.#ended) {
      this.#ended = new Error('the history reader is closed');
      this.#thread?.worker.postMessage(null);
    }
    await this.#thread?.exited;
  }

  /** Starts the thread, so that the first question need not wait for that; otherwise it does. */
  start(): void {
    this.#worker();
  }

  #worker(): Worker {
    if (this.#thread !== undefined) return this.#thread.worker;
    const file = new URL(`./history-thread${extname(import.meta.filename)}`, import.meta.url);
    const worker = new Worker(file, { workerData: this.#file });
    const exited = new Promise<void>((resolve) => {
      worker.once('exit', (code) => {
        this.#end(
          new Error(`the thread that reads the history ended by itself, with code ${code}`),
        );
        resolve();
      });
    });
    worker.on('error', (error) => this.#end(error as Error));
    worker.on('message', (message: FromHistoryThread) => this.#take(message));
    this.#thread = { worker, exited };
    return worker;
  }

  #ask<Question extends HistoryQuestion | PlaceQuestion>(
    question: Question,
  ): Promise<AnswerTo<Question>> {
    if (this.#ended) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const id = this.#lastId;
    this.#tell({ id, question });
    const { promise, resolve, reject } = Promise.withResolvers<AnswerTo<Question>>();
    this.#waiters.set(id, { resolve: resolve as Waiter['resolve'], reject });
    return promise;
  }

  #take(message: FromHistoryThread): void {
    if ('id' in message) this.#settle(message);
    else this.#end(fromPlainError(message.error));
  }

  #settle(answer: Extract<FromHistoryThread, { id: number }>): void {
    const waiter = this.#waiters.get(answer.id);
    this.#waiters.delete(answer.id);
    if ('answer' in answer) waiter?.resolve(answer.answer);
    else waiter?.reject(fromPlainError(answer.error));
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const waiter of this.#waiters.values()) waiter.reject(error);
    this.#waiters.clear();
  }

  #tell(message: NonNullable<ToHistoryThread>): void {
    this.#worker().postMessage(message);
  }
}
