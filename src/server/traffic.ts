import { headerBytes } from '../wire/frame.ts';

/** Counts what goes over one connection, for the log. */
export class Traffic {
  #receivedMessages = 0;
  #receivedBytes = 0;
  #sentMessages = 0;
  #sentBytes = 0;

  /** Counts a message by its payload. */
  received(payload: Uint8Array): void {
    this.#receivedMessages += 1;
    this.#receivedBytes += payload.length + headerBytes;
  }

  /** Counts frames. */
  sent(frames: Uint8Array, count: number): void {
    this.#sentMessages += count;
    this.#sentBytes += frames.length;
  }

  get facts(): Readonly<Record<string, number>> {
    return {
      receivedMessages: this.#receivedMessages,
      receivedBytes: this.#receivedBytes,
      sentMessages: this.#sentMessages,
      sentBytes: this.#sentBytes,
    };
  }
}
