import type { PartylineError } from '../../base/errors.ts';
import type { MessageChannel } from '../../wire/channel.ts';
import { checkMessage, parsePayload } from '../../wire/codec.ts';
import type { Messaging } from '../../wire/message-socket.ts';
import type { ClientMessage, ServerMessage } from '../../wire/messages.ts';
import { limits } from '../../words/limits.ts';
import { ConnectionError } from './failures.ts';

/** A message of the server with its bytes, as the login's transcript needs them. */
export interface Received {
  readonly message: ServerMessage;
  readonly payload: Buffer;
}

/** Who is called with what the server sends, once the login is done. */
export interface ConnectionListener {
  /** What is thrown here ends the connection. */
  message(message: ServerMessage): void;
  /** There is room to write again, after `send` had returned false. */
  drained(): void;
}

interface Waiter {
  resolve(received: Received): void;
  reject(error: Error): void;
}

/** Time for the server to hang up after the goodbyes, in milliseconds. */
const goodbyeTimeoutMs = 1_000;

/**
 * One connection to a server, as checked messages: awaited one by one with `receive` until `listen`
 * is called, handed to the listener from then on. It ends once, and says why.
 */
export class Connection {
  /** Resolves with why the connection ended; never rejects. */
  readonly ended: Promise<Error>;
  readonly #tellEnd: (failure: Error) => void;
  readonly #channel: MessageChannel;
  readonly #silenceTimeoutMs: number;
  #heardAt = performance.now();
  #silence: NodeJS.Timeout | undefined;
  #waiter: Waiter | undefined;
  #listener: ConnectionListener | undefined;
  #blamed: Error | undefined;
  #failure: Error | undefined;
  #paused = false;

  /** @param silenceTimeoutMs the connection ends when the server sends nothing for so long */
  constructor(socket: Messaging, silenceTimeoutMs: number) {
    const { promise, resolve } = Promise.withResolvers<Error>();
    this.ended = promise;
    this.#tellEnd = resolve;
    this.#silenceTimeoutMs = silenceTimeoutMs;
    this.#channel = socket.openChannel(limits.frameBytes, {
      payload: (payload) => this.#take(payload),
      failed: (error) => this.abort(error),
      ended: (midFrame) => this.#hungUp(midFrame),
      drained: () => this.#listener?.drained(),
      closed: (error) => this.abort(this.#blamed ?? cut(error)),
    });
    this.#channel.pause();
    this.#watch(silenceTimeoutMs);
  }

  /** Sends a message; false when the caller should wait for `drained` before it sends more. */
  send(message: ClientMessage): boolean {
    return this.#channel.send(JSON.stringify(message));
  }

  /** Sends a message and returns its payload as it went out. */
  sendRecorded(message: ClientMessage): Buffer {
    const text = JSON.stringify(message);
    this.#channel.send(text);
    return Buffer.from(text);
  }

  /** The next message. One caller at a time; rejects with why the connection ended. */
  receive(): Promise<Received> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
      this.#channel.resume();
    });
  }

  /** From now on every message goes to `listener`, from the next tick on. */
  listen(listener: ConnectionListener): void {
    this.#listener = listener;
    this.#channel.resume();
  }

  /** Once listening: reads nothing for now, so that the server's silence says nothing meanwhile. */
  pause(): void {
    this.#paused = true;
    this.#channel.pause();
  }

  /** Goes on reading, from the next tick on. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#heardAt = performance.now();
    this.#channel.resume();
  }

  /** Remembers what the server complained about: why it will have hung up, if it says nothing more. */
  blame(error: PartylineError): void {
    this.#blamed ??= error;
  }

  /** What `blame` was last told. */
  get blamed(): Error | undefined {
    return this.#blamed;
  }

  /** Ends it after what was sent has gone out; resolves when the socket is closed. */
  async close(failure: Error): Promise<void> {
    this.#end(failure);
    await this.#channel.close(goodbyeTimeoutMs);
  }

  /** Ends it at once. */
  abort(failure: Error): void {
    this.#end(failure);
    this.#channel.abort();
  }

  #take(payload: Buffer): void {
    this.#heardAt = performance.now();
    const message = checkMessage('server', parsePayload(payload));
    if (this.#listener !== undefined) this.#listener.message(message);
    else this.#hand({ message, payload });
  }

  /** To who waits for it; whatever follows stays where it is until somebody waits again. */
  #hand(received: Received): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    this.#channel.pause();
    waiter?.resolve(received);
  }

  #hungUp(midFrame: boolean): void {
    const words = midFrame
      ? 'The connection was cut in the middle of a message.'
      : 'The server hung up.';
    void this.close(this.#blamed ?? new ConnectionError(words));
  }

  #end(failure: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    clearTimeout(this.#silence);
    this.#waiter?.reject(failure);
    this.#waiter = undefined;
    this.#tellEnd(failure);
  }

  /** Timers stand still while a computer sleeps, so what counts is when the server was last heard. */
  #watch(afterMs: number): void {
    this.#silence = setTimeout(() => {
      const quietMs = this.#paused ? 0 : performance.now() - this.#heardAt;
      if (quietMs < this.#silenceTimeoutMs) this.#watch(this.#silenceTimeoutMs - quietMs);
      else this.abort(new ConnectionError(`The server was silent for ${seconds(quietMs)} s.`));
    }, afterMs);
  }
}

function cut(cause: Error | undefined): ConnectionError {
  return new ConnectionError('The connection was cut.', cause);
}

function seconds(durationMs: number): number {
  return Math.round(durationMs / 100) / 10;
}
