import { setTimeout as delay } from 'node:timers/promises';
import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { InputError } from '../base/errors.ts';
import { randomId } from '../base/ids.ts';
import type { StreamEntry } from './replica.ts';
import { streamSequence } from './stream-sequence.ts';

/* The entries of a stream, one after the other. */

/** So many entries, of half a megabyte at most, are on their way at a time. */
const entriesAhead = 32;
/** While a store is built, entries are on their way whose mean lengths come to so much, in bytes, and no more than so many. */
const buildingBytes = 16 * 1024 * 1024;
const maxBuildingAhead = 2_048;
/** So much of what has come is handed over together, in bytes, or one entry more. */
const togetherBytes = 256 * 1024;
/** The nats-server says that it is there as often as this, in milliseconds; a pull lasts for some of it. */
const heartbeatMs = 500;
const pullMs = 2_000;
/** A consumer that nobody asks any more is dropped after this, in milliseconds. */
const forgottenAfterMs = 10_000;
/** How often the next entry is asked for by its number while there is no consumer, in milliseconds. */
const askEveryMs = 50;
/** A failed try is followed by the next after this, in milliseconds. */
const retryAfterMs = 250;

/** The parts of a reader. */
export interface ReaderParts {
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
  /** Name of the stream. */
  readonly stream: string;
  /** Mean length of its entries, in bytes. */
  readonly entryBytes: number;
}

/**
 * Reads a stream from a place on, for as long as it takes. A consumer brings the entries; one that is lost is followed by
 * another. To make one takes the leader of all nats-servers, who may be gone when the stream itself is well: meanwhile
 * the entries are asked for one by one, by their numbers.
 */
export class EntryReader {
  readonly #parts: ReaderParts;
  #messages: ConsumerMessages | undefined;
  #ahead: number;
  #isClosed = false;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
    const fitting = Math.floor(buildingBytes / (parts.entryBytes + 1));
    this.#ahead = Math.max(entriesAhead, Math.min(maxBuildingAhead, fitting));
  }

  /**
   * The entries behind `sequence` in order, each once: those that are there together, because a turn of their own for
   * each would take longer than to store it. Takes no more of them than are asked for, and some ahead.
   *
   * @throws InputError (by rejection) when one is missing
   */
  async *entriesAfter(sequence: number): AsyncGenerator<readonly StreamEntry[], void, undefined> {
    let last = sequence;
    while (!this.#isClosed) {
      const opening = this.#open(last + 1);
      while (!opening.isOver && !this.#isClosed) {
        const entry = await Promise.race([this.#ask(last + 1), opening.over]);
        if (entry === undefined) continue;
        last = entry.sequence;
        yield [entry];
      }
      const { messages } = opening;
      this.#messages = messages;
      if (messages === undefined || this.#isClosed) continue;
      let together: StreamEntry[] = [];
      let bytes = 0;
      for await (const message of messages) {
        const next = sequenceOf(message);
        if (next > last + 1) {
          // Lost on the way, unless nothing came before it.
          if (message.info.deliverySequence === 1) throw missing(last + 1);
          break;
        }
        if (next === last + 1) {
          last = next;
          const { data } = message;
          together.push({ sequence: next, bytes: data });
          bytes += data.length;
        }
        // getPending of the library counts pulls that are over.
        const isMore = messages.getReceived() > messages.getProcessed();
        if (together.length === 0 || (isMore && bytes < togetherBytes)) continue;
        yield together;
        together = [];
        bytes = 0;
      }
      if (together.length > 0) yield together;
    }
    this.#messages?.stop();
  }

  /** The store has what there was at the start: from now on entries come as they are made, however long each is. */
  settle(): void {
    if (this.#ahead === entriesAhead) return;
    this.#ahead = entriesAhead;
    this.restart();
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

  /** Makes a consumer. Nobody may answer for now; whether that lasts is told by whoever asks for more than entries. */
  #open(first: number): Opening {
    const opening: Opening = {
      messages: undefined,
      isOver: false,
      over: Promise.resolve(undefined),
    };
    opening.over = this.#consume(first)
      .then(
        (messages) => {
          opening.messages = messages;
        },
        () => delay(retryAfterMs),
      )
      .then(() => {
        opening.isOver = true;
        return undefined;
      });
    return opening;
  }

  async #consume(first: number): Promise<ConsumerMessages> {
    const { client, manager, stream } = this.#parts;
    const facts = await manager.consumers.add(stream, {
      name: randomId(16),
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: first,
      ack_policy: AckPolicy.None,
      max_deliver: 1,
      mem_storage: true,
      num_replicas: 1,
      inactive_threshold: nanos(forgottenAfterMs),
    });
    const messages = await client.consumers.getConsumerFromInfo(facts).consume({
      max_messages: this.#ahead,
      expires: pullMs,
      idle_heartbeat: heartbeatMs,
    });
    void endWithHeartbeats(messages);
    return messages;
  }

  /** The entry of this number; undefined, after a while, where it is not to be had now. */
  async #ask(sequence: number): Promise<StreamEntry | undefined> {
    const { manager, stream } = this.#parts;
    try {
      const message = await manager.streams.getMessage(stream, { seq: sequence });
      if (message !== null) return { sequence, bytes: message.data };
    } catch {
      // The consumer tells more, when there is one.
    }
    await delay(askEveryMs);
    return undefined;
  }
}

/** A consumer that is being made. */
interface Opening {
  messages: ConsumerMessages | undefined;
  isOver: boolean;
  /** Resolves when it is there, or could not be made. */
  over: Promise<undefined>;
}

/** A nats-server that is silent may be gone with its consumer: another one has the stream as well. */
async function endWithHeartbeats(messages: ConsumerMessages): Promise<void> {
  for await (const { type } of messages.status()) if (type === 'heartbeats_missed') messages.stop();
}

/** The number of an entry. The library would say it too, and takes a third of the time that the entry is stored in. */
function sequenceOf(message: JsMsg): number {
  const { reply } = message as JsMsg & { readonly reply?: string };
  return (reply && streamSequence(reply)) || message.seq;
}

function missing(sequence: number): InputError {
  return new InputError(
    `Entry ${sequence} of the stream is missing, because somebody has removed it from the nats-servers: restore a later backup of another node into this data folder.`,
  );
}
