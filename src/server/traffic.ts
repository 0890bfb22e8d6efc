import { headerBytes } from '../wire/frame.ts';

/** How much went over a connection, or over all. */
export interface TrafficCounts {
  readonly receivedMessages: number;
  readonly receivedBytes: number;
  readonly sentMessages: number;
  readonly sentBytes: number;
}

/** The sum of counts. */
export function sumOf(one: TrafficCounts, other: TrafficCounts): TrafficCounts {
  return {
    receivedMessages: one.receivedMessages + other.receivedMessages,
    receivedBytes: one.receivedBytes + other.receivedBytes,
    sentMessages: one.sentMessages + other.sentMessages,
    sentBytes: one.sentBytes + other.sentBytes,
  };
}

/** Counts what goes over one connection. */
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

  get counts(): TrafficCounts {
    return {
      receivedMessages: this.#receivedMessages,
      receivedBytes: this.#receivedBytes,
      sentMessages: this.#sentMessages,
      sentBytes: this.#sentBytes,
    };
  }
}
