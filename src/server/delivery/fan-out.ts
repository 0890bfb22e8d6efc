import type { Log } from '../../base/log.ts';
import type { Room } from '../../chat/tables.ts';
import type { ServerMessages } from '../../wire/messages.ts';

/** A message as it is shown to its readers. */
export type ReadMessage = ServerMessages['message'];

/** Messages of one room that were committed together, with their frames encoded once. */
export interface RoomBatch {
  readonly feed: Feed;
  readonly messages: readonly ReadMessage[];
  /** All frames in one buffer, made at the first call and shared by all readers. */
  frames(): Buffer;
}

/** Someone who is logged in, and may be shown messages: a connection or the operator's console. */
export interface Reader {
  readonly account: number;
  /** It is shown messages, and who comes and goes. */
  readonly receives: boolean;
  /** The account counts as here through it. */
  readonly present: boolean;
  /** When it came, milliseconds since 1970 UTC. */
  readonly since: number;
  /** Whether it may be shown this room of its account's, by its key. */
  reads(room: string): boolean;
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
  if (!key.startsWith('@')) return undefined;
  const match = /^@(\d+)\.(\d+)$/.exec(key);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

/** The other one of a direct conversation; undefined in the lobby. */
export function otherOf(pair: Feed['pair'], account: number): number | undefined {
  return pair?.find((one) => one !== account);
}

/** Brings committed messages to everyone online who is in their room. */
export class FanOut {
  readonly #feeds = new Map<number, Feed>();
  // Lists, as nearly every account has one reader: a set of one takes five times the room.
  readonly #receiving = new Map<number, Reader[]>();
  readonly #present = new Map<number, Reader[]>();
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

  /** Those through whom an account is here, one for each connection or console, first come first. */
  presentOf(account: number): readonly Reader[] {
    return this.#present.get(account) ?? noReaders;
  }

  /** Whether a room is a direct conversation whose other person, seen from `account`, is not here. */
  isOtherAway(room: string, account: number): boolean {
    const other = otherOf(pairOf(room), account);
    return other !== undefined && !this.isOnline(other);
  }

  isOnline(account: number): boolean {
    return this.#present.has(account);
  }

  /** Numbers of the accounts that are here, in the order they came. */
  accountsOnline(): IterableIterator<number> {
    return this.#present.keys();
  }

  get onlineCount(): number {
    return this.#present.size;
  }

  /** Everyone who is shown what happens. */
  *readers(): IterableIterator<Reader> {
    for (const readers of this.#receiving.values()) yield* readers;
  }

  /** Adds a reader; returns whether the account came with it, and was not here before. */
  arrive(reader: Reader): boolean {
    if (reader.receives) addTo(this.#receiving, reader);
    return reader.present && addTo(this.#present, reader);
  }

  /** Takes a reader out everywhere; returns whether the account was here, and is gone with it. */
  depart(reader: Reader, feeds: Iterable<Feed>): boolean {
    for (const feed of feeds) {
      feed.live.delete(reader);
      feed.behind.delete(reader);
      if (feed.live.size + feed.behind.size === 0) this.#feeds.delete(feed.room);
    }
    takeFrom(this.#receiving, reader);
    return takeFrom(this.#present, reader);
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
    const key = messages[0]?.room ?? '';
    const readers = (pairOf(key) ?? [])
      .flatMap((account) => [...(this.#receiving.get(account) ?? noReaders)])
      .filter((reader) => reader.reads(key));
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

const noReaders: readonly Reader[] = [];

/** Adds a reader to those of its account; returns whether it is the first. */
function addTo(accounts: Map<number, Reader[]>, reader: Reader): boolean {
  const readers = accounts.get(reader.account);
  if (readers === undefined) accounts.set(reader.account, [reader]);
  else readers.push(reader);
  return readers === undefined;
}

/** Takes a reader from those of its account; returns whether it was the last. */
function takeFrom(accounts: Map<number, Reader[]>, reader: Reader): boolean {
  const readers = accounts.get(reader.account) ?? [];
  const place = readers.indexOf(reader);
  if (place === -1) return false;
  readers.splice(place, 1);
  return readers.length === 0 && accounts.delete(reader.account);
}

/** Size of one buffer for all readers, in about bytes: much less than a reader queue holds. */
const sliceSize = 64 * 1024;
/** What a message takes besides its text. */
const envelopeSize = 160;

/** Cuts what was committed together so that a large commit does not overflow every reader queue at once. */
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
