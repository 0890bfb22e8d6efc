import { setTimeout as delay } from 'node:timers/promises';
import type { JetStreamClient, PubAck } from '@nats-io/jetstream';
import type { ReachWatch } from './reach-watch.ts';

/* A node's own batches on their way into the order. */

/** How long a nats-server may take to say that it has an entry, in milliseconds. */
const ackTimeoutMs = 2_000;
/** A failed try is followed by the next after this, in milliseconds. */
const retryAfterMs = 250;
/** An entry that is in the stream comes back within this, in milliseconds; else the consumer was lost. */
const seenWithinMs = 500;

/** The parts of a publisher. */
export interface PublisherParts {
  readonly client: JetStreamClient;
  /** Name of the stream. */
  readonly stream: string;
  readonly subject: string;
  /** Identity of this run of the node. */
  readonly writer: string;
  readonly reach: ReachWatch;
  /** An entry that was acknowledged does not come back. */
  readonly lost: (ack: PubAck) => void;
}

/** A batch on its way. */
interface Flight {
  readonly number: number;
  readonly seen: PromiseWithResolvers<void>;
}

/**
 * Publishes the batches of a node, one at a time: each again and again, under the same id, until the node has seen it
 * in the stream. Where the nats-servers do not recognise a repetition, the number of the batch tells.
 */
export class EntryPublisher {
  readonly #parts: PublisherParts;
  #flight: Flight | undefined;
  #isClosed = false;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  /** Whether a batch has not been seen yet. */
  get isBusy(): boolean {
    return this.#flight !== undefined;
  }

  /** @param number of the batch: one more than that of the batch before, which was seen */
  publish(number: number, bytes: Uint8Array): void {
    const flight = { number, seen: Promise.withResolvers<void>() };
    this.#flight = flight;
    void this.#publish(flight, bytes);
  }

  /** An entry was stored. Returns whether it is the batch on its way. */
  saw(writer: string, number: number): boolean {
    const flight = this.#flight;
    if (flight === undefined || writer !== this.#parts.writer || number !== flight.number)
      return false;
    this.#flight = undefined;
    this.#parts.reach.succeeded();
    flight.seen.resolve();
    return true;
  }

  /** Gives up what is on its way. */
  close(): void {
    this.#isClosed = true;
    this.#flight?.seen.resolve();
  }

  async #publish(flight: Flight, bytes: Uint8Array): Promise<void> {
    const { client, stream, subject, writer, reach } = this.#parts;
    const isOpen = () => this.#flight === flight && !this.#isClosed;
    while (isOpen()) {
      try {
        const ack = await client.publish(subject, bytes, {
          msgID: `${writer}:${flight.number}`,
          expect: { streamName: stream },
          timeout: ackTimeoutMs,
        });
        reach.succeeded();
        await within(seenWithinMs, flight.seen.promise);
        if (!isOpen()) return;
        this.#parts.lost(ack);
        await within(ackTimeoutMs, flight.seen.promise);
      } catch (error) {
        reach.failed(`the nats-servers take nothing (${(error as Error).message})`);
        await within(retryAfterMs, flight.seen.promise);
      }
    }
  }
}

/** Resolves with the promise, at the latest after `ms`. */
async function within(ms: number, promise: Promise<void>): Promise<void> {
  const controller = new AbortController();
  const late = delay(ms, undefined, { signal: controller.signal }).catch(() => {});
  await Promise.race([promise, late]);
  controller.abort();
}
