import type { Duplex } from 'node:stream';
import { type PartylineError, toPartylineError } from '../base/errors.ts';
import { type Channel, type ChannelHandlers, defaultCloseTimeoutMs } from './channel.ts';
import { encodeFrame, FrameDecoder } from './frame.ts';

/** `quiet`: nothing is told any more but the close. Messages that still come are read, or refused, unseen. */
type State = 'open' | 'failed' | 'ended' | 'quiet' | 'closed';

/**
 * Whole messages over any duplex stream of bytes: a socket, TLS, a pair in a test. The channel owns the
 * reading side of its stream from the moment it is made.
 */
export class MessageChannel implements Channel {
  readonly #duplex: Duplex;
  readonly #handlers: ChannelHandlers<Buffer>;
  readonly #decoder: FrameDecoder;
  #state: State = 'open';
  #paused = false;
  #delivering = false;
  #peerEnded = false;
  #error: Error | undefined;
  #held: Buffer | undefined;
  #closing: Promise<void> | undefined;

  /** @param maxFrameBytes largest payload accepted from the peer, in bytes */
  constructor(duplex: Duplex, maxFrameBytes: number, handlers: ChannelHandlers<Buffer>) {
    this.#duplex = duplex;
    this.#handlers = handlers;
    this.#decoder = new FrameDecoder(maxFrameBytes);
    this.#listen();
    if (duplex.closed) process.nextTick(() => this.#onClose());
  }

  /** Largest payload accepted from the peer, in bytes; counts from the next frame on. */
  get maxFrameBytes(): number {
    return this.#decoder.maxBytes;
  }

  set maxFrameBytes(maxBytes: number) {
    this.#decoder.maxBytes = maxBytes;
  }

  send(text: string): boolean {
    return this.sendFrames(encodeFrame(text));
  }

  /** Writes bytes that are framed already, one frame or many; answers as `send` does. */
  sendFrames(frames: Buffer): boolean {
    if (!this.#duplex.writable) return false;
    const held = this.#held;
    if (held === undefined) return this.#duplex.write(frames);
    this.#held = undefined;
    return this.#duplex.write(Buffer.concat([held, frames]));
  }

  /** Writes both in one call of the system, without copying the first, which other channels may share. */
  sendTogether(frames: Buffer, more: Buffer): void {
    this.#duplex.cork();
    this.sendFrames(frames);
    this.sendFrames(more);
    this.#duplex.uncork();
  }

  /**
   * Takes framed bytes that go out in one piece with what is sent next, or at `release`, which has to come
   * before anything is waited for.
   */
  hold(frames: Buffer): void {
    this.#held = this.#held === undefined ? frames : Buffer.concat([this.#held, frames]);
  }

  /** Writes what is held, if anything still is. */
  release(): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    if (this.#duplex.writable) this.#duplex.write(held);
  }

  /** Bytes that were written, or are held, and that the kernel has not taken yet. */
  get pendingBytes(): number {
    return this.#duplex.writableLength + (this.#held?.length ?? 0);
  }

  /** Whether `drained` is still to be called for what was written; where it is not, waiting for it is in vain. */
  get draining(): boolean {
    return this.#duplex.writableNeedDrain;
  }

  pause(): void {
    if (this.#state !== 'open') return;
    this.#paused = true;
    this.#duplex.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    process.nextTick(() => this.#goOn());
  }

  close(timeoutMs: number = defaultCloseTimeoutMs): Promise<void> {
    this.#closing ??= this.#end(timeoutMs);
    return this.#closing;
  }

  abort(error?: Error): void {
    this.#quiet();
    this.#duplex.destroy(error);
  }

  #listen(): void {
    this.#duplex
      .on('data', (chunk: Buffer) => this.#onData(chunk))
      .on('end', () => this.#onEnd())
      .on('drain', () => this.#handlers.drained())
      .on('error', (error: Error) => {
        this.#error ??= error;
      })
      .on('close', () => this.#onClose());
  }

  #onData(chunk: Buffer): void {
    if (this.#state !== 'open') return;
    this.#decoder.push(chunk);
    this.#deliver();
  }

  #onEnd(): void {
    this.#peerEnded = true;
    this.#deliver();
  }

  #onClose(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#handlers.closed(this.#error ?? this.#duplex.errored ?? undefined);
  }

  #goOn(): void {
    this.#deliver();
    if (!this.#paused && this.#state === 'open') this.#duplex.resume();
  }

  /** Hands out what the decoder has, until it has no more, or a handler pauses or ends the channel. */
  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      while (this.#deliverNext());
    } catch (error) {
      this.#fail(toPartylineError(error));
    } finally {
      this.#delivering = false;
    }
    if (this.#peerEnded) this.#tellEnd();
  }

  #deliverNext(): boolean {
    if (this.#paused || this.#state !== 'open') return false;
    const payload = this.#decoder.next();
    if (payload !== undefined) this.#handlers.payload(payload);
    return payload !== undefined;
  }

  #tellEnd(): void {
    if (this.#paused || this.#state !== 'open') return;
    this.#state = 'ended';
    this.#handlers.ended(this.#decoder.partial);
  }

  /** A handler that closes and then throws is heard through `closed`. */
  #fail(error: PartylineError): void {
    if (this.#state !== 'open') {
      this.#error ??= error;
      return;
    }
    this.#state = 'failed';
    this.#duplex.pause();
    this.#handlers.failed(error);
  }

  #quiet(): void {
    if (this.#state !== 'closed') this.#state = 'quiet';
  }

  #end(timeoutMs: number): Promise<void> {
    this.#quiet();
    if (this.#duplex.closed) return Promise.resolve();
    this.release();
    this.#duplex.resume();
    this.#duplex.end();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#duplex.destroy(), timeoutMs);
      this.#duplex.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
