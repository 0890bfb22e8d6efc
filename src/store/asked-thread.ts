import { Worker } from 'node:worker_threads';
import { fromPlainError, type PlainError } from './plain-error.ts';

/** A message to a thread that answers questions; null: to end. */
export type ToAskedThread<Question> = { readonly id: number; readonly question: Question } | null;

/** A message of such a thread. */
export type FromAskedThread<Answer> =
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly error: PlainError }
  /** It could not begin; the thread ends. */
  | { readonly error: PlainError };

/** How long a thread leaves the machine to a server that has just started, in milliseconds. */
const startAfterMs = 1_000;

/** A caller that waits for an answer. */
interface Waiter {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** A thread that answers questions, from the side of those who ask. It is started by the first question. */
export class AskedThread<Question> {
  readonly #work: string;
  readonly #file: URL;
  readonly #data: unknown;
  /** undefined until somebody starts it. */
  #thread: { readonly worker: Worker; readonly exited: Promise<void> } | undefined;
  readonly #waiters = new Map<number, Waiter>();
  #lastId = 0;
  #start: NodeJS.Timeout | undefined;
  /** Why nothing more can be asked; undefined while it can. */
  #ended: Error | undefined;

  /**
   * @param work its work, for errors: the thread that `reads the history`
   * @param file its module
   * @param data the data that it starts with
   */
  constructor(work: string, file: URL, data: unknown) {
    this.#work = work;
    this.#file = file;
    this.#data = data;
  }

  /** Starts the thread shortly, or with the first question, whichever comes first. */
  startSoon(): void {
    const start = () => {
      if (this.#ended === undefined) this.#worker();
    };
    this.#start ??= setTimeout(start, startAfterMs).unref();
  }

  /** Resolves with the answer; rejects with the error that the thread gives instead, or why it has ended. */
  ask(question: Question): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const id = this.#lastId;
    this.#worker().postMessage({ id, question } satisfies ToAskedThread<Question>);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiters.set(id, { resolve, reject });
    return promise;
  }

  /** Lets it answer what was asked, and end. May be called twice. */
  async close(): Promise<void> {
    clearTimeout(this.#start);
    if (this.#ended === undefined) {
      this.#ended = new Error(`the thread that ${this.#work} is closed`);
      this.#thread?.worker.postMessage(null);
    }
    await this.#thread?.exited;
  }

  #worker(): Worker {
    if (this.#thread !== undefined) return this.#thread.worker;
    const worker = new Worker(this.#file, { workerData: this.#data });
    const exited = new Promise<void>((resolve) => {
      worker.once('exit', (code) => {
        this.#end(new Error(`the thread that ${this.#work} ended by itself, with code ${code}`));
        resolve();
      });
    });
    worker.on('error', (error) => this.#end(error as Error));
    worker.on('message', (message: FromAskedThread<unknown>) => this.#take(message));
    this.#thread = { worker, exited };
    return worker;
  }

  #take(message: FromAskedThread<unknown>): void {
    if ('id' in message) this.#settle(message);
    else this.#end(fromPlainError(message.error));
  }

  #settle(message: Extract<FromAskedThread<unknown>, { readonly id: number }>): void {
    const waiter = this.#waiters.get(message.id);
    this.#waiters.delete(message.id);
    if ('answer' in message) waiter?.resolve(message.answer);
    else waiter?.reject(fromPlainError(message.error));
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const waiter of this.#waiters.values()) waiter.reject(error);
    this.#waiters.clear();
  }
}
