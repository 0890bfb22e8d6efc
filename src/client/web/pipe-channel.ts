import { PartylineError, toPartylineError } from '../../base/errors.ts';
import { type Channel, type ChannelHandlers, defaultCloseTimeoutMs } from '../../wire/channel.ts';
import type { MessagePipe } from './message-pipe.ts';

/** Bytes on their way to the network before a sender should wait. */
const highWaterBytes = 64 * 1024;
/**
 * Bytes that may come while nobody takes any: a browser cannot make its WebSocket wait. The server stops long
 * before, since it is not told that they were read.
 */
const maxHeldBytes = 1024 * 1024;
/** How often a full pipe is asked whether it has room again: it does not tell. */
const drainPollMs = 20;

const utf8 = new TextEncoder();

type State = 'open' | 'ended' | 'quiet' | 'closed';

/** The channel over a pipe. */
export class PipeChannel implements Channel {
  readonly #pipe: MessagePipe;
  readonly #maxBytes: number;
  readonly #handlers: ChannelHandlers;
  readonly #closed = Promise.withResolvers<void>();
  readonly #held: Uint8Array[] = [];
  #heldBytes = 0;
  #paused = false;
  #state: State = 'open';
  #error: Error | undefined;
  #drain: ReturnType<typeof setTimeout> | undefined;

  /** @param maxBytes largest message accepted from the peer */
  constructor(pipe: MessagePipe, maxBytes: number, handlers: ChannelHandlers) {
    this.#pipe = pipe;
    this.#maxBytes = maxBytes;
    this.#handlers = handlers;
    pipe.listen({
      message: (payload) => this.#receive(payload),
      closed: () => this.#onClose(),
    });
  }

  send(text: string): boolean {
    if (text === '' || !text.isWellFormed()) {
      throw new PartylineError('frame.invalid', 'This is no text that can be sent.');
    }
    if (this.#state === 'closed') return false;
    this.#pipe.send(utf8.encode(text));
    if (this.#pipe.bufferedBytes < highWaterBytes) return true;
    this.#drain ??= setTimeout(() => this.#lookWhetherDrained(), drainPollMs);
    return false;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    setTimeout(() => this.#deliver(), 0);
  }

  async close(timeoutMs: number = defaultCloseTimeoutMs): Promise<void> {
    if (this.#state !== 'closed') this.#state = 'quiet';
    this.#pipe.close();
    const limit = setTimeout(() => this.#onClose(), timeoutMs);
    await this.#closed.promise;
    clearTimeout(limit);
  }

  abort(error?: Error): void {
    this.#error ??= error;
    void this.close(0);
  }

  #receive(payload: Uint8Array): void {
    if (this.#state !== 'open') return;
    this.#held.push(payload);
    this.#heldBytes += payload.length;
    if (payload.length > this.#maxBytes) this.#fail(new PartylineError('frame.too-large'));
    else if (this.#heldBytes > maxHeldBytes) this.abort(new Error('Too much waits to be read.'));
    else this.#deliver();
  }

  #deliver(): void {
    while (!this.#paused && this.#state === 'open') {
      const payload = this.#held.shift();
      if (payload === undefined) return;
      this.#heldBytes -= payload.length;
      try {
        this.#handlers.payload(payload);
      } catch (error) {
        this.#fail(toPartylineError(error));
      }
    }
  }

  #fail(error: PartylineError): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    this.#handlers.failed(error);
  }

  #lookWhetherDrained(): void {
    this.#drain = undefined;
    if (this.#state === 'closed') return;
    if (this.#pipe.bufferedBytes < highWaterBytes) this.#handlers.drained();
    else this.#drain = setTimeout(() => this.#lookWhetherDrained(), drainPollMs);
  }

  /** A pipe tells of the peer's end and of its own close at once. */
  #onClose(): void {
    if (this.#state === 'closed') return;
    this.#paused = false;
    this.#deliver();
    if (this.#state === 'open') this.#handlers.ended(false);
    this.#state = 'closed';
    clearTimeout(this.#drain);
    this.#handlers.closed(this.#error);
    this.#closed.resolve();
  }
}
