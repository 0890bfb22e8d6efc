import { InputError, PartylineError } from '../../base/errors.ts';
import { worded } from '../../base/worded.ts';
import type { Welcome } from './events.ts';
import { ConnectionError } from './failures.ts';
import { LineEndedError } from './line-ended.ts';
import type { ClosedReason, LineState } from './states.ts';

/* The state of a line, from its making to its end. */

/** How a line ended. */
export interface Ending {
  readonly reason: ClosedReason;
  readonly error?: Error;
}

/** The state of a line, the last welcome, and the promises of its opening and its end. */
export class Lifetime {
  readonly #opened = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<LineState & { type: 'closed' }>();
  #state: LineState = { type: 'connecting', attempt: 1 };
  /** Of the last login. */
  welcome: Welcome | undefined;

  constructor() {
    // Nobody has to wait for it.
    this.#opened.promise.catch(() => {});
  }

  get state(): LineState {
    return this.#state;
  }

  /** Resolves when the line is up and its beginning found; rejects with LineEndedError when it ends before. */
  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  /** Resolves when everything is closed and saved. */
  get closed(): Promise<LineState & { type: 'closed' }> {
    return this.#closed.promise;
  }

  /** The line does something else now. */
  enter(state: LineState): void {
    this.#state = state;
  }

  /** The line is up, and knows where its messages begin. */
  open(): void {
    this.#opened.resolve();
  }

  /** Everything is closed, and everybody was told. */
  close(closed: LineState & { type: 'closed' }): void {
    this.#opened.reject(endedError(closed));
    this.#closed.resolve(closed);
  }

  /** Calls `stop` with the signal's reason if it is given before the line is open. */
  heed(signal: AbortSignal, stop: (reason: Error) => void): void {
    const give = () => stop(signal.reason);
    const heedNoMore = () => signal.removeEventListener('abort', give);
    this.opened.then(heedNoMore, heedNoMore);
    signal.addEventListener('abort', give, { once: true });
    if (signal.aborted) give();
  }

  /** Why something cannot be done while there is no connection. */
  whyDown(): Error {
    if (this.#state.type === 'closed') return endedError(this.#state);
    return new ConnectionError(worded('connection.down'));
  }

  /** Turns an error that came of the line's end into that end; a refusal of the server stays what it is. */
  explain(error: unknown): unknown {
    if (this.#state.type !== 'closed') return error;
    const isRefusal = error instanceof PartylineError || error instanceof InputError;
    return isRefusal && error !== this.#state.error ? error : endedError(this.#state);
  }
}

/** The end as an error for those who wait. */
export function endedError({ reason, error }: Ending): LineEndedError {
  return new LineEndedError(reason, error);
}

/** How loops over messages end: to have taken leave is no error. */
export function endOfLoops(ending: Ending): { error?: Error } {
  return ending.reason === 'left' ? {} : { error: endedError(ending) };
}
