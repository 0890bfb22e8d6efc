import { setTimeout as delay } from 'node:timers/promises';
import { type ConsumerMessages, DeliverPolicy, type JetStreamClient } from '@nats-io/jetstream';
import { InputError } from '../base/errors.ts';
import type { StreamEntry } from './replica.ts';

/* The entries of a stream, one after the other. */

/** So many entries, of half a megabyte at most, are on their way at a time. */
const entriesAhead = 32;
/** The nats-server says that it is there as often as this, in milliseconds; a pull lasts for some of it. */
const heartbeatMs = 500;
const pullMs = 2_000;
/** A consumer that nobody asks any more is dropped after this, in milliseconds. */
const forgottenAfterMs = 10_000;
/** A failed try is followed by the next after this, in milliseconds. */
const retryAfterMs = 250;

/** Reads a stream from a place on, for as long as it takes: a consumer that is lost is followed by another. */
export class EntryReader {
  readonly #client: JetStreamClient;
  readonly #stream: string;
  #messages: ConsumerMessages | undefined;
  #isClosed = false;

  /** @param stream name of the stream */
  constructor(client: JetStreamClient, stream: string) {
    this.#client = client;
    this.#stream = stream;
  }

  /**
   * The entries behind `sequence` in order, each once. Takes no more of them than are asked for, and some ahead.
   *
   * @throws InputError (by rejection) when one is missing
   */
  async *entriesAfter(sequence: number): AsyncGenerator<StreamEntry, void, undefined> {
    let last = sequence;
    while (!this.#isClosed) {
      try {
        this.#messages = await this.#consume(last + 1);
      } catch {
        // Nobody answers for now; whether that lasts is told by whoever asks for more than entries.
        await delay(retryAfterMs);
        continue;
      }
      for await (const { seq, data } of this.#messages) {
        if (seq <= last) continue;
        if (seq > last + 1) throw missing(last + 1);
        last = seq;
        yield { sequence: seq, bytes: data };
      }
    }
  }

  /** Goes on with another consumer: the one there is gives nothing, although there is something. */
  restart(): void {
    this.#messages?.stop();
  }

  /** Ends the entries. */
  close(): void {
    this.#isClosed = true;
    this.restart();
  }

  async #consume(first: number): Promise<ConsumerMessages> {
    const consumer = await this.#client.consumers.get(this.#stream, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: first,
      inactive_threshold: forgottenAfterMs,
    });
    return consumer.consume({
      max_messages: entriesAhead,
      expires: pullMs,
      idle_heartbeat: heartbeatMs,
    });
  }
}

function missing(sequence: number): InputError {
  return new InputError(
    `Entry ${sequence} of the stream is missing, because somebody has removed it from the nats-servers: restore a later backup of another node into this data folder.`,
  );
}
