import type { Log } from '../base/log.ts';
import type { Room } from '../chat/tables.ts';
import type { ServerMessages } from '../wire/messages.ts';

/** A message as it is shown to its readers. */
export type ReadMessage = ServerMessages['message'];

/** Messages of one room that were committed together, with their frames encoded once. */
export interface RoomBatch {
  readonly feed: Feed;
  readonly messages: readonly ReadMessage[];
  /** All frames in one buffer, made at the first call and shared by all readers. */
  frames(): Buffer;
}

/** Someone who is shown messages: a connection or the operator's console. */
export interface Reader {
  readonly account: number;
  /** When it came, milliseconds since 1970 UTC. */
  readonly since: number;
  /** Takes a batch that follows on what it was given of this room before. Must not throw. */
  deliver(batch: RoomBatch): void;
  /** Is told of a room it is in from now on; `lastSeq` is what came before. */
  entered(feed: Feed): void;
  /** Who came and went. */
  presence(message: ServerMessages['presence']): void;
}

/** A room as those online see it. */
export interface Feed {
  readonly room: number;
  readonly key: string;
  /** Account numbers of a direct conversation; undefined for the lobby. */
  readonly pair: readonly [number, number] | undefined;
  /** Sequence number of the last message given to the readers. */
  lastSeq: number;
  /** Readers who have everything up to `lastSeq`. */
  readonly live: Set<Reader>;
  /** Readers who are behind and are fed from the store. */
  readonly behind: Set<Reader>;
}

/** The two account numbers in the key of a direct conversation. */
export function pairOf(key: string): readonly [number, number] | undefined {
  const match = /^@(\d+)\.(\d+)$/.exec(key);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

/** Brings committed messages to everyone online who is in their room. */
export class FanOut {
  readonly #feeds = new Map<number, Feed>();
  readonly #online = new Map<number, Set<Reader>>();
  readonly #roomById: (id: number) => Room | undefined;
  readonly #encode: (messages: readonly ReadMessage[]) => Buffer;
  readonly #log: Log;

  constructor(options: {
    readonly roomById: (id: number) => Room | undefined;
    readonly encode: (messages: readonly ReadMessage[]) => Buffer;
    readonly log: Log;
  }) {
    this.#roomById = options.roomById;
    this.#encode = options.encode;
    this.#log = options.log;
  }

  /** The readers of an account, one for each connection or console. */
  readersOf(account: number): ReadonlySet<Reader> {
    return this.#online.get(account) ?? noReaders;
  }

  isOnline(account: number): boolean {
    return this.#online.has(account);
  }

  /** Numbers of the accounts that are here, in the order they came. */
  accountsOnline(): IterableIterator<number> {
    return this.#online.keys();
  }

  get onlineCount(): number {
    return this.#online.size;
  }

  /** Everyone who is here. */
  *readers(): IterableIterator<Reader> {
    for (const readers of this.#online.values()) yield* readers;
  }

  /** Adds a reader; returns whether the account was not here before. */
  arrive(reader: Reader): boolean {
    const readers = this.#online.get(reader.account);
    if (readers !== undefined) {
      readers.add(reader);
      return false;
    }
    this.#online.set(reader.account, new Set([reader]));
    return true;
  }

  /** Takes a reader out everywhere; returns whether the account is gone with it. */
  depart(reader: Reader, feeds: Iterable<Feed>): boolean {
    for (const feed of feeds) {
      feed.live.delete(reader);
      feed.behind.delete(reader);
      if (feed.live.size + feed.behind.size === 0) this.#feeds.delete(feed.room);
    }
    const readers = this.#online.get(reader.account);
    readers?.delete(reader);
    if (readers?.size !== 0) return false;
    return this.#online.delete(reader.account);
  }

  /**
   * Puts a reader into a room where it has seen everything up to `seen`. What came after, it must be
   * fed from the store before it is `live`.
   */
  join(reader: Reader, room: Room, seen: number): Feed {
    const feed = this.#feeds.get(room.id) ?? this.#open(room);
    (seen >= feed.lastSeq ? feed.live : feed.behind).add(reader);
    return feed;
  }

  /** Delivers messages that were committed, in journal order. */
  deliver(committed: ReadonlyMap<number, readonly ReadMessage[]>): void {
    for (const [room, messages] of committed) this.#deliverTo(room, messages);
  }

  #deliverTo(room: number, messages: readonly ReadMessage[]): void {
    const feed = this.#feeds.get(room) ?? this.#openDirect(room, messages);
    if (feed === undefined) return;
    // A feed opened after the commit already counts these messages; its readers get them from the store.
    const fresh =
      (messages[0]?.seq ?? 0) > feed.lastSeq
        ? messages
        : messages.filter(({ seq }) => seq > feed.lastSeq);
    const last = fresh.at(-1);
    if (last === undefined) return;
    feed.lastSeq = last.seq;
    for (const messages of slices(fresh)) this.#deliverSlice(feed, messages);
  }

  #deliverSlice(feed: Feed, messages: readonly ReadMessage[]): void {
    let frames: Buffer | undefined;
    const encode = this.#encode;
    const batch: RoomBatch = {
      feed,
      messages,
      frames() {
        frames ??= encode(messages);
        return frames;
      },
    };
    for (const reader of feed.live) reader.deliver(batch);
  }

  #open(room: Room): Feed {
    const feed: Feed = {
      room: room.id,
      key: room.key,
      pair: pairOf(room.key),
      lastSeq: room.lastSeq,
      live: new Set(),
      behind: new Set(),
    };
    this.#feeds.set(room.id, feed);
    return feed;
  }

  /** A message in a conversation nobody online has open: opens it for the two, if they are here. */
  #openDirect(id: number, messages: readonly ReadMessage[]): Feed | undefined {
    const pair = pairOf(messages[0]?.room ?? '');
    const readers = (pair ?? []).flatMap((account) => [...this.readersOf(account)]);
    if (readers.length === 0) return undefined;
    const room = this.#roomById(id);
    if (room === undefined) {
      this.#log.error('fan-out.room-missing', { room: id });
      return undefined;
    }
    const feed = this.#open({ ...room, lastSeq: (messages[0]?.seq ?? 1) - 1 });
    for (const reader of readers) {
      feed.live.add(reader);
      reader.entered(feed);
    }
    return feed;
  }
}

const noReaders: ReadonlySet<Reader> = new Set();

/** Size of one buffer for all readers, in about bytes: much less than an outbox holds. */
const sliceSize = 64 * 1024;
/** What a message takes besides its text. */
const envelopeSize = 160;

/** Cuts what was committed together so that a large commit does not overflow every outbox at once. */
function* slices(messages: readonly ReadMessage[]): Generator<readonly ReadMessage[]> {
  let start = 0;
  let size = 0;
  for (const [index, { text }] of messages.entries()) {
    if (size > 0 && size + text.length > sliceSize) {
      yield messages.slice(start, index);
      start = index;
      size = 0;
    }
    size += text.length + envelopeSize;
  }
  yield start === 0 ? messages : messages.slice(start);
}
