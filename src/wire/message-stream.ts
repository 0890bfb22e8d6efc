import type { Duplex } from 'node:stream';
import { PartylineError } from '../base/errors.ts';
import { decodeText } from './codec.ts';
import { encodeFrame } from './frame.ts';
import { MessageChannel } from './message-channel.ts';

/** Somebody who waits for a message. */
interface Waiter {
  resolve(text: string | null): void;
  reject(error: Error): void;
}

/** How the stream of messages ended: with null if cleanly, else with what broke it. */
type Ending = { readonly error: Error | null };

/**
 * Messages over a duplex stream, one promise each: for programs that would rather await than handle
 * calls. It reads ahead by one message at most, so that a slow reader slows its peer down.
 */
export class MessageStream {
  readonly #duplex: Duplex;
  readonly #channel: MessageChannel;
  readonly #received: string[] = [];
  readonly #waiters: Waiter[] = [];
  #ending: Ending | undefined;

  /** @param maxFrameBytes largest payload accepted from the peer, in bytes */
  constructor(duplex: Duplex, maxFrameBytes: number) {
    this.#duplex = duplex;
    this.#channel = new MessageChannel(duplex, maxFrameBytes, {
      payload: (payload) => this.#take(decodeText(payload)),
      failed: (error) => this.#end(error),
      ended: (midFrame) => this.#end(midFrame ? truncated() : null),
      drained: () => {},
      closed: (error) => this.#end(error ?? new Error('The connection was closed on this side.')),
    });
  }

  /** Sends one message; resolves when the kernel took it, rejects when the stream broke before. */
  send(text: string): Promise<void> {
    const frame = encodeFrame(text);
    return new Promise((resolve, reject) => {
      this.#duplex.write(frame, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** The next message, or null once the peer has ended cleanly; rejects with what broke the stream. */
  receive(): Promise<string | null> {
    const text = this.#received.shift();
    if (text !== undefined) return Promise.resolve(text);
    return new Promise((resolve, reject) => this.#wait({ resolve, reject }));
  }

  #wait(waiter: Waiter): void {
    if (this.#ending !== undefined) {
      settle(waiter, this.#ending);
      return;
    }
    this.#waiters.push(waiter);
    this.#channel.resume();
  }

  #take(text: string): void {
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) waiter.resolve(text);
    else this.#received.push(text);
    if (this.#waiters.length === 0) this.#channel.pause();
  }

  #end(error: Error | null): void {
    this.#ending ??= { error };
    for (const waiter of this.#waiters.splice(0)) settle(waiter, this.#ending);
  }
}

function settle(waiter: Waiter, { error }: Ending): void {
  if (error === null) waiter.resolve(null);
  else waiter.reject(error);
}

function truncated(): PartylineError {
  return new PartylineError('frame.invalid', 'The connection ended inside a message.');
}
