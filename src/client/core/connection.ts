import { PartylineError } from '../../base/errors.ts';
import { worded } from '../../base/worded.ts';
import type { Channel } from '../../wire/channel.ts';
import { isMessage, parsePayload } from '../../wire/codec.ts';
import type { ClientMessage, ServerMessage } from '../../wire/messages.ts';
import type { JsonObject } from '../../wire/strict-json.ts';
import { limits } from '../../words/limits.ts';
import { ConnectionError } from './failures.ts';
import type { Transport } from './transport.ts';

/* A connection to a server, before and after the login. */

/** A message of the server with its bytes, as the login's transcript needs them. */
export interface Received {
  readonly message: ServerMessage;
  readonly payload: Uint8Array;
}

/** Takes the messages of the server, once the login is done. */
export interface ConnectionListener {
  /** An error that is thrown here ends the connection. */
  message(message: ServerMessage): void;
  /** There is room to write again, after `send` had returned false. */
  drained(): void;
}

type State =
  /** Nobody waits: frames stay where they are. */
  | { readonly type: 'idle' }
  | { readonly type: 'awaited'; readonly next: PromiseWithResolvers<Received> }
  | { readonly type: 'listening'; readonly listener: ConnectionListener }
  | { readonly type: 'ended'; readonly failure: Error };

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
  readonly #channel: Channel;
  readonly #silenceTimeoutMs: number;
  #state: State = { type: 'idle' };
  #heardAt = performance.now();
  /** Runs while the server may be expected to say something. */
  #silence: ReturnType<typeof setTimeout> | undefined;
  #blamed: Error | undefined;

  /** @param silenceTimeoutMs the connection ends when the server sends nothing for so long */
  constructor(transport: Pick<Transport, 'openChannel'>, silenceTimeoutMs: number) {
    const { promise, resolve } = Promise.withResolvers<Error>();
    this.ended = promise;
    this.#tellEnd = resolve;
    this.#silenceTimeoutMs = silenceTimeoutMs;
    this.#channel = transport.openChannel(limits.frameBytes, {
      payload: (payload) => this.#take(payload),
      failed: (error) => this.abort(error),
      ended: (midFrame) => this.#hungUp(midFrame),
      drained: () => this.#state.type === 'listening' && this.#state.listener.drained(),
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
  sendRecorded(message: ClientMessage): Uint8Array {
    const text = JSON.stringify(message);
    this.#channel.send(text);
    return new TextEncoder().encode(text);
  }

  /** The next message. One caller at a time; rejects with why the connection ended. */
  receive(): Promise<Received> {
    if (this.#state.type === 'ended') return Promise.reject(this.#state.failure);
    const next = Promise.withResolvers<Received>();
    this.#state = { type: 'awaited', next };
    this.#channel.resume();
    return next.promise;
  }

  /** From now on every message goes to `listener`, from a later turn on. */
  listen(listener: ConnectionListener): void {
    if (this.#state.type === 'ended') return;
    this.#state = { type: 'listening', listener };
    this.#channel.resume();
  }

  /** Once listening: reads nothing for now, so that the server's silence says nothing meanwhile. */
  pause(): void {
    clearTimeout(this.#silence);
    this.#silence = undefined;
    this.#channel.pause();
  }

  /** Goes on reading, from a later turn on. */
  resume(): void {
    if (this.#silence !== undefined || this.#state.type === 'ended') return;
    this.#heardAt = performance.now();
    this.#watch(this.#silenceTimeoutMs);
    this.#channel.resume();
  }

  /** Remembers what the server complained about: why it will have hung up, if it says nothing more. */
  blame(error: PartylineError): void {
    this.#blamed ??= error;
  }

  /** The first complaint that `blame` was told. */
  get blamed(): Error | undefined {
    return this.#blamed;
  }

  /** How long the server has said nothing, in milliseconds. */
  get quietMs(): number {
    return performance.now() - this.#heardAt;
  }

  /** Ends it after what was sent has gone out; resolves when the channel is closed. */
  async close(failure: Error): Promise<void> {
    this.#end(failure);
    await this.#channel.close(goodbyeTimeoutMs);
  }

  /** Ends it at once. */
  abort(failure: Error): void {
    this.#end(failure);
    this.#channel.abort();
  }

  #take(payload: Uint8Array): void {
    this.#heardAt = performance.now();
    const value = parsePayload(payload);
    if (!isMessage('server', value)) {
      void this.#refuse(value);
      return;
    }
    const message = value as unknown as ServerMessage;
    if (this.#state.type === 'listening') this.#state.listener.message(message);
    else this.#hand({ message, payload });
  }

  /** Gives it to the caller that waits; later frames stay where they are until somebody waits again. */
  #hand(received: Received): void {
    this.#channel.pause();
    if (this.#state.type !== 'awaited') return;
    const { next } = this.#state;
    this.#state = { type: 'idle' };
    next.resolve(received);
  }

  /** The words for a fault take long to load, and hardly anybody ever needs them. */
  async #refuse(value: JsonObject): Promise<void> {
    this.#channel.pause();
    this.blame(new PartylineError('message.invalid'));
    const { faultOf } = await import('../../wire/message-faults.ts');
    this.abort(faultOf('server', value));
  }

  #hungUp(midFrame: boolean): void {
    const words = worded(midFrame ? 'connection.cut-midway' : 'connection.hung-up');
    void this.close(this.#blamed ?? new ConnectionError(words));
  }

  #end(failure: Error): void {
    if (this.#state.type === 'ended') return;
    if (this.#state.type === 'awaited') this.#state.next.reject(failure);
    this.#state = { type: 'ended', failure };
    clearTimeout(this.#silence);
    this.#tellEnd(failure);
  }

  /** Timers stand still while a computer sleeps, so what counts is when the server was last heard. */
  #watch(afterMs: number): void {
    this.#silence = setTimeout(() => {
      const { quietMs } = this;
      if (quietMs < this.#silenceTimeoutMs) this.#watch(this.#silenceTimeoutMs - quietMs);
      else this.abort(silent(quietMs));
    }, afterMs);
  }
}

function cut(cause: Error | undefined): ConnectionError {
  return new ConnectionError(worded('connection.cut'), cause);
}

/** The server has said nothing for so long, in milliseconds. */
export function silent(quietMs: number): ConnectionError {
  return new ConnectionError(
    worded('connection.silent', { seconds: Math.round(quietMs / 100) / 10 }),
  );
}
