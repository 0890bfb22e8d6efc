import type { Log } from '../../base/log.ts';
import type { Room } from '../../chat/tables.ts';
import type { ServerMessages } from '../../wire/messages.ts';
import { entryBytes } from '../../words/entry-bytes.ts';
import { limits } from '../../words/limits.ts';
import { type Entry, writeRuns } from '../../words/runs.ts';
import { encodeMessages } from './encode.ts';
import type { RoomFactsCache } from './room-facts.ts';

/** Bytes of entries, as `entryBytes` counts them, for which a frame has room beside what stands around them. */
export const entriesBytes = limits.frameBytes - 256;

/** Entries of one room that were committed together and fit into a frame, which is encoded once. */
export interface RoomBatch {
  readonly feed: Feed;
  /** Number of the first entry. */
  readonly first: number;
  readonly entries: readonly Entry[];
  /** The frame, made at the first call and shared by all readers. */
  frames(): Buffer;
}

/** Someone who is logged in, and may be shown messages. */
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
  /** Takes a notice of accounts that came and went. */
  presence(message: ServerMessages['presence']): void;
}

/** A room as those online see it. */
export interface Feed {
  readonly room: number;
  readonly key: string;
  /** Sequence number of the last message given to the readers. */
  lastSeq: number;
  /** Readers who have everything up to `lastSeq`. */
  readonly live: Set<Reader>;
  /** Readers who are behind and are fed from the store. */
  readonly behind: Set<Reader>;
}

/** Brings committed messages to everyone online who is in their room. */
export class FanOut {
  readonly #feeds = new Map<number, Feed>();
  // Lists, as nearly every account has one reader: a set of one takes five times the room.
  readonly #receiving = new Map<number, Reader[]>();
  readonly #present = new Map<number, Reader[]>();
  readonly #rooms: RoomFactsCache;
  readonly #log: Log;

  constructor(options: {
    readonly rooms: RoomFactsCache;
    readonly log: Log;
  }) {
    this.#rooms = options.rooms;
    this.#log = options.log;
  }

  /** Those through whom an account is here, one for each connection or console, first come first. */
  presentOf(account: number): readonly Reader[] {
    return this.#present.get(account) ?? noReaders;
  }

  /** Whether a room is a direct conversation whose other person, seen from `account`, is not here. */
  isOtherAway(room: number, account: number): boolean {
    const other = this.#rooms.otherOf(room, account);
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
   * Puts a reader into a room where it has seen everything up to `seen`. The entries after it must be
   * fed from the store before it is `live`.
   */
  join(reader: Reader, room: Room, seen: number): Feed {
    const feed = this.#feeds.get(room.id) ?? this.#open(room);
    (seen >= feed.lastSeq ? feed.live : feed.behind).add(reader);
    return feed;
  }

  /** Delivers messages that were committed, in journal order. */
  deliver(committed: ReadonlyMap<number, readonly Entry[]>): void {
    for (const [room, entries] of committed) this.#deliverTo(room, entries);
  }

  #deliverTo(room: number, entries: readonly Entry[]): void {
    const feed = this.#feeds.get(room) ?? this.#openDirect(room, entries);
    if (feed === undefined) return;
    // A feed opened after the commit already counts these entries; its readers get them from the store.
    const fresh =
      (entries[0]?.seq ?? 0) > feed.lastSeq
        ? entries
        : entries.filter(({ seq }) => seq > feed.lastSeq);
    const last = fresh.at(-1);
    if (last === undefined) return;
    feed.lastSeq = last.seq;
    for (const slice of slices(fresh)) this.#deliverSlice(feed, slice);
  }

  #deliverSlice(feed: Feed, entries: readonly Entry[]): void {
    const first = (entries[0] as Entry).seq;
    let frame: Buffer | undefined;
    const batch: RoomBatch = {
      feed,
      first,
      entries,
      frames() {
        frame ??= encodeMessages([
          { type: 'entries', room: feed.key, first, runs: writeRuns(entries) },
        ]);
        return frame;
      },
    };
    for (const reader of feed.live) reader.deliver(batch);
  }

  #open(room: Pick<Room, 'id' | 'key' | 'lastSeq'>): Feed {
    const feed: Feed = {
      room: room.id,
      key: room.key,
      lastSeq: room.lastSeq,
      live: new Set(),
      behind: new Set(),
    };
    this.#feeds.set(room.id, feed);
    return feed;
  }

  /** An entry of a conversation nobody online has open: opens it for the two, if they are here. */
  #openDirect(id: number, entries: readonly Entry[]): Feed | undefined {
    const facts = this.#rooms.of(id);
    if (facts === undefined) {
      this.#log.error('fan-out.room-missing', { room: id });
      return undefined;
    }
    const { key, pair = [] } = facts;
    const readers = pair
      .flatMap((account) => [...(this.#receiving.get(account) ?? noReaders)])
      .filter((reader) => reader.reads(key));
    if (readers.length === 0) return undefined;
    const feed = this.#open({ id, key, lastSeq: (entries[0]?.seq ?? 1) - 1 });
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

/** Cuts what was committed together into pieces that each fit into a frame. */
function* slices(entries: readonly Entry[]): Generator<readonly Entry[]> {
  let start = 0;
  let bytes = 0;
  for (const [index, entry] of entries.entries()) {
    const added = entryBytes(entry, index > start ? entries[index - 1] : undefined);
    if (index > start && bytes + added > entriesBytes) {
      yield entries.slice(start, index);
      start = index;
      bytes = entryBytes(entry);
    } else bytes += added;
  }
  yield start === 0 ? entries : entries.slice(start);
}
