import type { Log } from '../../base/log.ts';
import type { HistoryReader } from '../../store/history.ts';
import type { MessageChannel } from '../../wire/message-channel.ts';
import { markPlaces } from '../mark.ts';
import { encodeMessages } from './encode.ts';
import { entriesBytes } from './fan-out.ts';
import type { Feed, Reader, RoomBatch } from './reader.ts';

/* Bounds what a slow reader has not read, and feeds those who are behind from the store. */

/** Messages read from the store at a time for a reader who is behind. */
const pageMessages = 500;
/** Bytes read from the store at a time for a reader who is behind: as many as a frame holds. */
const pageBytes = entriesBytes;

/** Where a reader queue sends. */
export interface ReaderConnection {
  readonly channel: MessageChannel;
  readonly log: Log;
  /** Bytes that were sent and that the client may not have read yet, wherever they are. */
  readonly unreadBytes: number;
  sendFrames(frames: Buffer, count: number, mark?: string): void;
}

/**
 * Sends to one connection, whose client may leave a bounded number of bytes unread, in this process and in the
 * kernels together: a room that would exceed it is left behind, costs nothing more than its place, and is read
 * from the store from there once the client has read on.
 */
export class ReaderQueue {
  readonly #connection: ReaderConnection;
  readonly #history: HistoryReader;
  readonly #maxBytes: number;
  readonly #overdueBytes: number;
  readonly #reader: Reader;
  /** Rooms that are behind, with the last sequence number that was sent. */
  #behind: Map<Feed, number> | undefined;
  #feeding = false;
  #closed = false;

  constructor(options: {
    readonly connection: ReaderConnection;
    readonly history: HistoryReader;
    readonly maxBytes: number;
    readonly reader: Reader;
  }) {
    this.#connection = options.connection;
    this.#history = options.history;
    this.#maxBytes = options.maxBytes;
    this.#overdueBytes = markPlaces(options.maxBytes).overdueBytes;
    this.#reader = options.reader;
  }

  /** Sends a batch, or leaves its room behind when too much waits already. */
  deliver({ feed, first, frames, frameCount, mark }: RoomBatch): void {
    if (this.#connection.unreadBytes + frames.length <= this.#maxBytes) {
      this.#connection.sendFrames(frames, frameCount, mark);
      return;
    }
    feed.live.delete(this.#reader);
    this.startBehind(feed, first - 1);
    this.#connection.log.debug('reader.behind', {
      room: feed.key,
      pendingBytes: this.#connection.channel.pendingBytes,
      unreadBytes: this.#connection.unreadBytes,
    });
  }

  /** Begins to feed a room from the store, from the message after `seq`. */
  startBehind(feed: Feed, seq: number): void {
    feed.behind.add(this.#reader);
    this.#behind ??= new Map();
    this.#behind.set(feed, seq);
    void this.#feed();
  }

  /** Nothing of a room is fed any more. */
  forget(feed: Feed): void {
    this.#behind?.delete(feed);
  }

  /** Last sequence number sent of a room. */
  sentOf(feed: Feed): number {
    return this.#behind?.get(feed) ?? feed.lastSeq;
  }

  /**
   * Whether more bytes wait in this process than may, and the socket will say when they do no longer: then reading
   * pauses. Bytes that the kernels hold do not count, because to learn that they were read takes reading.
   */
  get full(): boolean {
    const { channel } = this.#connection;
    return channel.draining && channel.pendingBytes > this.#maxBytes;
  }

  /** Whether so much is unread that optional messages are left out. */
  get isOverdue(): boolean {
    return this.#connection.unreadBytes > this.#overdueBytes;
  }

  /** The client has read, or the socket has drained: goes on feeding what is behind. */
  goOn(): void {
    if (this.#behind !== undefined) void this.#feed();
  }

  /** Nothing is fed any more. */
  close(): void {
    this.#closed = true;
    this.#behind = undefined;
  }

  async #feed(): Promise<void> {
    if (this.#feeding) return;
    this.#feeding = true;
    try {
      while (!this.#closed && !this.isOverdue) {
        const next = this.#behind?.entries().next().value;
        if (next === undefined) return;
        await this.#feedPage(...next);
      }
    } catch (error) {
      this.#connection.log.error('reader.failed', { error });
      this.#connection.channel.abort();
    } finally {
      this.#feeding = false;
    }
  }

  async #feedPage(feed: Feed, sent: number): Promise<void> {
    // The store may be ahead of what the others were given; the rest comes with the next batch.
    const through = feed.lastSeq;
    const bounds = { limit: pageMessages, maxBytes: pageBytes, through };
    const { first, count, runs } = await this.#history.after(feed.room, sent, bounds);
    // Of other rooms it may have been sent much meanwhile: then it is read again later.
    if (this.#closed || this.isOverdue) return;
    if (!feed.behind.has(this.#reader)) {
      this.#behind?.delete(feed);
      return;
    }
    // It has left the room meanwhile, and is in it again.
    if (this.#behind?.get(feed) !== sent) return;
    const last = first + count - 1;
    if (count > 0) this.#send({ room: feed.key, first, runs });
    // Dropped: without entries, only the number behind them is told.
    else if (sent < through) this.#send({ room: feed.key, first: through + 1, runs });
    if (last < feed.lastSeq && count > 0) this.#behind?.set(feed, last);
    else this.#caughtUp(feed);
  }

  #send(entries: { readonly room: string; readonly first: number; readonly runs: string }): void {
    this.#connection.sendFrames(encodeMessages([{ type: 'entries', ...entries }]), 1);
  }

  #caughtUp(feed: Feed): void {
    this.#behind?.delete(feed);
    feed.behind.delete(this.#reader);
    feed.live.add(this.#reader);
  }
}
