import type { PartylineError } from '../../base/errors.ts';
import type { ServerMessages } from '../../wire/messages.ts';
import type { Posted, Refused } from './events.ts';
import { type UnsentLimits, type UnsentMessage, UnsentMessages } from './unsent-messages.ts';

/** What is told of messages on their way. */
export interface PostingHandlers {
  posted(posted: Posted): void;
  refused(refused: Refused): void;
  pending(message: UnsentMessage): void;
}

/** What becomes of messages that were said, and who is told. */
export class Posting {
  readonly unsent: UnsentMessages;
  readonly #handlers: PostingHandlers;
  readonly #promises = new Map<string, PromiseWithResolvers<Posted>>();
  readonly #told = new Set<string>();
  #idle: PromiseWithResolvers<void> | undefined;

  constructor(limits: UnsentLimits, handlers: PostingHandlers) {
    this.unsent = new UnsentMessages(limits);
    this.#handlers = handlers;
  }

  /** Resolves when the message is acknowledged, rejects when it is refused or the client ends. */
  outcomeOf(mid: string): Promise<Posted> {
    const promise = Promise.withResolvers<Posted>();
    this.#promises.set(mid, promise);
    return promise.promise;
  }

  /** Resolves when nothing waits for an acknowledgement, or the client ends. */
  whenIdle(): Promise<void> {
    if (this.unsent.isEmpty) return Promise.resolve();
    this.#idle ??= Promise.withResolvers();
    return this.#idle.promise;
  }

  posted({ mid }: UnsentMessage, { room, seq, at, away }: ServerMessages['posted']): void {
    const posted = { mid, room, seq, at, away };
    this.#handlers.posted(posted);
    this.#take(mid)?.resolve(posted);
    this.#checkIdle();
  }

  refused(message: UnsentMessage, error: PartylineError): void {
    this.#handlers.refused({ ...message, error });
    this.#take(message.mid)?.reject(error);
    this.#checkIdle();
  }

  /** Nobody waits for this message any more: it is not sent (again), and its promise rejects. */
  withdraw(mid: string, reason: Error): void {
    if (!this.unsent.settle(mid)) return;
    this.#take(mid)?.reject(reason);
    this.#checkIdle();
  }

  /** The line is down: tells of what waits and was not told of before. */
  wait(): void {
    for (const message of this.unsent.messages()) {
      if (this.#told.has(message.mid)) continue;
      this.#told.add(message.mid);
      this.#handlers.pending(message);
    }
  }

  /** The client has ended; returns what was not acknowledged. */
  end(error: Error): UnsentMessage[] {
    for (const { reject } of this.#promises.values()) reject(error);
    this.#promises.clear();
    this.#idle?.resolve();
    return this.unsent.messages();
  }

  #take(mid: string): PromiseWithResolvers<Posted> | undefined {
    const promise = this.#promises.get(mid);
    this.#promises.delete(mid);
    this.#told.delete(mid);
    return promise;
  }

  #checkIdle(): void {
    if (!this.unsent.isEmpty) return;
    this.#idle?.resolve();
    this.#idle = undefined;
  }
}
