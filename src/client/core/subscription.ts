import type { LineChange, LineMessage } from './events.ts';

/* One loop over messages, with a bound. */

/** The entries that a loop brings: messages, and changes of them. */
export type Told = LineMessage | LineChange;

/** Whether a message, or a change, is wanted. */
export type Wanted = (message: Told) => boolean;

/** Calls of a subscription to its owner. */
export interface SubscriptionHandlers {
  /** As much waits as may. */
  full(subscription: Subscription): void;
  /** There is room again. */
  drained(subscription: Subscription): void;
  /** Its program has taken a message that had waited. */
  taken(): void;
  /** Its program wants no more. */
  left(subscription: Subscription): void;
}

interface Waiter {
  resolve(result: IteratorResult<Told, undefined>): void;
  reject(reason: unknown): void;
}

/** Messages that wait for a program before no more are taken from the line. */
export const subscriptionHighWater = 128;
/** Waiting messages at which more are taken. */
const lowWater = subscriptionHighWater / 2;

const done = { done: true, value: undefined } as const;

/**
 * Messages for one loop, each once and in order. The queue is bounded: the line stands
 * still when `subscriptionHighWater` do, and only the rest of an answer that has begun comes on top.
 */
export class Subscription implements AsyncIterableIterator<Told, undefined>, AsyncDisposable {
  readonly #wanted: Wanted;
  readonly #handlers: SubscriptionHandlers;
  readonly #signal: AbortSignal | undefined;
  readonly #queue: Told[] = [];
  readonly #waiters: Waiter[] = [];
  readonly #stop = (): void => this.#leave({ error: this.#signal?.reason });
  #ending: { readonly error?: unknown } | undefined;

  constructor(wanted: Wanted, handlers: SubscriptionHandlers, signal?: AbortSignal) {
    this.#wanted = wanted;
    this.#handlers = handlers;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#stop, { once: true });
  }

  /** Messages that were delivered and not asked for, oldest first. */
  get unread(): readonly Told[] {
    return this.#queue;
  }

  /** Brings a message; it is dropped if it is not wanted. */
  deliver(message: Told): void {
    if (!this.#wanted(message)) return;
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) {
      waiter.resolve({ done: false, value: message });
      return;
    }
    this.#queue.push(message);
    if (this.#queue.length === subscriptionHighWater) this.#handlers.full(this);
  }

  /** Waiting messages are dropped: they stay unread. */
  drop(): void {
    this.#queue.length = 0;
  }

  /** Nothing follows: the loop ends, or throws what is in `error`. Waiting messages stay unread. */
  end(ending: { readonly error?: unknown } = {}): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#signal?.removeEventListener('abort', this.#stop);
    this.drop();
    for (const waiter of this.#waiters.splice(0)) this.#settle(waiter);
  }

  /** The next message; rejects once when the line, or the signal, ended it with an error. */
  next(): Promise<IteratorResult<Told, undefined>> {
    const message = this.#queue.shift();
    if (message === undefined)
      return new Promise((resolve, reject) => this.#wait({ resolve, reject }));
    this.#handlers.taken();
    if (this.#queue.length === lowWater) this.#handlers.drained(this);
    return Promise.resolve({ done: false, value: message });
  }

  /** Leaves the loop: nothing more is kept for it. */
  async return(): Promise<IteratorResult<Told, undefined>> {
    this.#leave({});
    return done;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leave({});
  }

  #leave(ending: { readonly error?: unknown }): void {
    if (this.#ending !== undefined) return;
    this.#handlers.left(this);
    this.end(ending);
  }

  #wait(waiter: Waiter): void {
    if (this.#ending === undefined) this.#waiters.push(waiter);
    else this.#settle(waiter);
  }

  /** An error is told once, as a generator does that has thrown. */
  #settle(waiter: Waiter): void {
    if (this.#ending === undefined || !('error' in this.#ending)) {
      waiter.resolve(done);
      return;
    }
    waiter.reject(this.#ending.error);
    this.#ending = {};
  }
}
