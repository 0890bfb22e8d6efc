import { InputError } from '../../base/errors.ts';
import { worded } from '../../base/worded.ts';
import type { Posted, UnsentMessage } from './events.ts';
import type { Outbox } from './outbox.ts';

/* Messages between the program and the server's acknowledgement. */

/** How much may wait: enough for what a person types while the line is down. */
export interface UnsentLimits {
  readonly maxMessages: number;
  /** Of the texts, in bytes of UTF-8. */
  readonly maxBytes: number;
}

const defaultLimits: UnsentLimits = { maxMessages: 1_000, maxBytes: 1024 * 1024 };
const utf8 = new TextEncoder();

interface Waiting {
  readonly message: UnsentMessage;
  readonly bytes: number;
  readonly outcome: PromiseWithResolvers<Posted>;
  /** When it was said, on the clock of `performance.now`. */
  readonly saidAt: number;
  /** It was told to be pending. */
  told: boolean;
}

/** The options of unsent messages. */
export interface UnsentOptions {
  readonly limits?: UnsentLimits;
  /** A message that is not acknowledged for so long is told to be pending, in milliseconds. */
  readonly pendingAfterMs: number;
  /** Keeps them beyond the life of the program. */
  readonly outbox?: Pick<Outbox, 'add' | 'remove'> | undefined;
}

/**
 * The messages that are not acknowledged, in the order in which they were said. They outlive connections:
 * after each they start again from the oldest, and their mids let the server know which it has already.
 */
export class UnsentMessages {
  readonly #pending: (message: UnsentMessage) => void;
  readonly #limits: UnsentLimits;
  readonly #waiting = new Map<string, Waiting>();
  /** Those that did not go out on this connection. */
  #due: UnsentMessage[] = [];
  #bytes = 0;
  #empty: PromiseWithResolvers<void> | undefined;
  readonly #pendingAfterMs: number;
  readonly #outbox: UnsentOptions['outbox'];
  /** Runs until the oldest message that was not told of is to be. */
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param pending is told of each message that has to wait, for the line or an acknowledgement, once */
  constructor(
    pending: (message: UnsentMessage) => void,
    { limits = defaultLimits, pendingAfterMs, outbox }: UnsentOptions,
  ) {
    this.#outbox = outbox;
    this.#pending = pending;
    this.#limits = limits;
    this.#pendingAfterMs = pendingAfterMs;
  }

  /** How many are not acknowledged. */
  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Takes a message; resolves when the server has stored it, and rejects when the server refuses it or
   * nobody waits for it any more.
   *
   * @throws InputError if there is no room for it, or its mid is on its way
   */
  add(message: UnsentMessage): Promise<Posted> {
    if (this.#waiting.has(message.mid)) {
      throw new InputError(
        `Cannot send: a message with the mid ${message.mid} is on its way; wait for it, or give another mid.`,
      );
    }
    const bytes = utf8.encode(message.content.text).length;
    const { maxMessages, maxBytes } = this.#limits;
    if (this.#waiting.size >= maxMessages || this.#bytes + bytes > maxBytes) {
      throw new InputError(worded('unsent.full', { count: this.#waiting.size }));
    }
    const outcome = Promise.withResolvers<Posted>();
    this.#bytes += bytes;
    const saidAt = performance.now();
    this.#waiting.set(message.mid, { message, bytes, outcome, saidAt, told: false });
    this.#due.push(message);
    this.#outbox?.add(message);
    this.#watch(this.#pendingAfterMs);
    return outcome.promise;
  }

  /** Takes the oldest message that is still wanted and did not go out on this connection. */
  next(): UnsentMessage | undefined {
    for (;;) {
      const message = this.#due.shift();
      if (message === undefined || this.#waiting.has(message.mid)) return message;
    }
  }

  /** The server has stored a message. */
  posted(posted: Posted): void {
    this.#outbox?.remove(posted.mid);
    this.#take(posted.mid)?.outcome.resolve(posted);
  }

  /** The server will not take a message, or nobody waits for it any more: it is not sent (again). */
  drop(mid: string, reason: Error): void {
    this.#outbox?.remove(mid);
    this.#take(mid)?.outcome.reject(reason);
  }

  /** The connection is gone: everything goes out again on the next one, in its order. */
  rewind(): void {
    this.#due = this.#messages();
  }

  /** The line is down: tells what waits and was not told of before. */
  tellPending(): void {
    this.#tellThoseBefore(Number.POSITIVE_INFINITY);
  }

  /** Tells those that were said before a time; returns when the first of the others was. */
  #tellThoseBefore(time: number): number | undefined {
    for (const waiting of this.#waiting.values()) {
      if (waiting.told) continue;
      if (waiting.saidAt > time) return waiting.saidAt;
      waiting.told = true;
      this.#pending(waiting.message);
    }
    return undefined;
  }

  /** Looks for old messages. The timer is left to run out, as most are acknowledged long before. */
  #watch(afterMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const now = performance.now();
      const saidAt = this.#tellThoseBefore(now - this.#pendingAfterMs);
      if (saidAt !== undefined) this.#watch(saidAt + this.#pendingAfterMs - now);
    }, afterMs);
  }

  /** Resolves when nothing waits for an acknowledgement, or the line has ended. */
  whenEmpty(): Promise<void> {
    if (this.#waiting.size === 0) return Promise.resolve();
    this.#empty ??= Promise.withResolvers();
    return this.#empty.promise;
  }

  /** The line has ended; returns what was not acknowledged, oldest first. An outbox keeps it. */
  end(reason: Error): UnsentMessage[] {
    const unsent = this.#messages();
    for (const { mid } of unsent) this.#take(mid)?.outcome.reject(reason);
    clearTimeout(this.#timer);
    return unsent;
  }

  #take(mid: string): Waiting | undefined {
    const waiting = this.#waiting.get(mid);
    if (waiting === undefined) return undefined;
    this.#waiting.delete(mid);
    this.#bytes -= waiting.bytes;
    if (this.#waiting.size === 0) {
      this.#empty?.resolve();
      this.#empty = undefined;
    }
    return waiting;
  }

  #messages(): UnsentMessage[] {
    return Array.from(this.#waiting.values(), ({ message }) => message);
  }
}
