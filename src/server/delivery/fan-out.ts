import type { MembershipChange } from '../../chat/room-entries.ts';
import type { Room } from '../../chat/tables.ts';
import { entryBytes, mostEntryBytes } from '../../words/entry-bytes.ts';
import { limits } from '../../words/limits.ts';
import { type Entry, writeRuns } from '../../words/runs.ts';
import { markPlaces, newMark } from '../mark.ts';
import { encodeMessages, type OutgoingMessage } from './encode.ts';
import type { Feed, Reader, RoomBatch } from './reader.ts';
import type { Readers } from './readers.ts';
import type { RoomFactsCache } from './room-facts.ts';

/* Brings what was stored to those who are online: the same frames for all readers of a room. */

/** Bytes of entries, as `entryBytes` counts them, for which a frame has room beside what stands around them. */
export const entriesBytes = limits.frameBytes - 256;

/**
 * So many frames of a batch are written together, as to write costs more than to copy some kilobytes; no more, since a
 * reader may leave only a few of them unread.
 */
const framesTogether = 2;

/** Brings committed entries to everyone online who is in their room. */
export class FanOut {
  /** Feeds of the rooms that somebody online reads. */
  readonly #feeds = new Map<number, Feed>();
  readonly #readers: Readers;
  readonly #rooms: RoomFactsCache;
  readonly #markEveryBytes: number;

  /** @param readerQueueBytes bytes that one reader may leave unread */
  constructor(readers: Readers, rooms: RoomFactsCache, readerQueueBytes: number) {
    this.#markEveryBytes = markPlaces(readerQueueBytes).sharedEveryBytes;
    this.#readers = readers;
    this.#rooms = rooms;
  }

  /**
   * Puts a reader into a room where it has seen everything up to `seen`. The entries after it must be
   * fed from the store before it is `live`.
   */
  enter(reader: Reader, room: Pick<Room, 'id' | 'key' | 'lastSeq'>, seen: number): Feed {
    const feed = this.#feeds.get(room.id) ?? this.#open(room);
    (seen >= feed.lastSeq ? feed.live : feed.behind).add(reader);
    return feed;
  }

  /** Takes a reader out of a room: it is given nothing more of it, from the store neither. */
  leave(reader: Reader, feed: Feed): void {
    feed.live.delete(reader);
    feed.behind.delete(reader);
    if (feed.live.size + feed.behind.size === 0) this.#feeds.delete(feed.room);
  }

  /** How many readers are behind, each counted once for every room that it is fed from the store. */
  get behindCount(): number {
    let count = 0;
    for (const { behind } of this.#feeds.values()) count += behind.size;
    return count;
  }

  /**
   * A room has its first entry, and is one of its members' rooms from now on: those online enter it. To be
   * called before the entry is delivered.
   */
  begin(room: number): void {
    for (const account of this.#rooms.of(room)?.people ?? []) this.#enterAll(room, account, 0);
  }

  /**
   * Delivers entries that were committed, in journal order.
   *
   * @param memberships those that began and ended with entries among these, by room: readers enter and leave
   *   between the entries
   */
  deliver(
    committed: ReadonlyMap<number, readonly Entry[]>,
    memberships?: ReadonlyMap<number, readonly MembershipChange[]>,
  ): void {
    for (const [room, entries] of committed) {
      const changes = memberships?.get(room);
      if (changes === undefined) this.#deliver(room, entries);
      else this.#deliverAmong(changes, room, entries);
    }
  }

  /** Whether anybody online reads a room. */
  isRead(room: number): boolean {
    return this.#feeds.has(room);
  }

  /** The members of a room call it otherwise from now on. */
  renamed(room: number): void {
    const feed = this.#feeds.get(room);
    if (feed === undefined) return;
    for (const reader of [...feed.live, ...feed.behind]) reader.renamed(feed);
  }

  /**
   * Whether an account came into a room with an entry that those online have yet to be given: its readers enter
   * when they are.
   *
   * @param since the account reads what comes after this
   */
  isAhead(room: number, since: number): boolean {
    const feed = this.#feeds.get(room);
    return feed !== undefined && since > feed.lastSeq;
  }

  #deliver(room: number, entries: readonly Entry[]): void {
    const feed = this.#feeds.get(room);
    if (feed !== undefined) this.#deliverTo(feed, entries);
  }

  #deliverAmong(
    changes: readonly MembershipChange[],
    room: number,
    entries: readonly Entry[],
  ): void {
    let given = 0;
    const deliverThrough = (seq: number) => {
      const next = entries.findIndex((entry) => entry.seq > seq);
      const end = next === -1 ? entries.length : next;
      this.#deliver(room, entries.slice(given, end));
      given = Math.max(given, end);
    };
    for (const { account, state, seq } of changes) {
      deliverThrough(state === 'in' ? seq - 1 : seq);
      if (state === 'in') this.#enterAll(room, account, seq - 1);
      else this.#leaveAll(room, account, seq);
    }
    deliverThrough(Number.POSITIVE_INFINITY);
  }

  /** An account is in a room from now on, where it is owed the entries after `after`. */
  #enterAll(room: number, account: number, after: number): void {
    const key = this.#rooms.of(room)?.key;
    if (key === undefined) return;
    for (const reader of this.#readers.receivingOf(account)) {
      // One who came when the entry was stored has found the room already.
      if (!reader.reads(key) || this.#isIn(reader, room)) continue;
      reader.entered(this.enter(reader, { id: room, key, lastSeq: after }, after), after);
    }
  }

  /** An account is not in a room any more, which it may read up to `last`. */
  #leaveAll(room: number, account: number, last: number): void {
    for (const reader of this.#readers.receivingOf(account)) {
      const feed = this.#feeds.get(room);
      if (feed === undefined || !this.#isIn(reader, room)) continue;
      this.leave(reader, feed);
      reader.left(feed, last);
    }
  }

  /** Those online who read a room. */
  readersOf(room: number): Reader[] {
    const feed = this.#feeds.get(room);
    return feed === undefined ? [] : [...feed.live, ...feed.behind];
  }

  #deliverTo(feed: Feed, entries: readonly Entry[]): void {
    // A feed opened after the commit already counts these entries; its readers get them from the store.
    const fresh =
      (entries[0]?.seq ?? 0) > feed.lastSeq
        ? entries
        : entries.filter(({ seq }) => seq > feed.lastSeq);
    const last = fresh.at(-1);
    if (last === undefined) return;
    feed.lastSeq = last.seq;
    for (let start = 0; start < fresh.length && feed.live.size > 0; ) {
      const batch = this.#batchOf(feed, fresh, start);
      for (const reader of feed.live) reader.deliver(batch);
      start += batch.entries.length;
    }
  }

  /** A batch of the entries from `start` on: of all, if they are not too many. */
  #batchOf(feed: Feed, all: readonly Entry[], start: number): RoomBatch {
    const messages: OutgoingMessage[] = [];
    let end = start;
    while (end < all.length && messages.length < framesTogether) {
      const next = endOfFrame(all, end);
      messages.push(entriesMessage(feed, part(all, end, next)));
      end = next;
    }
    const entries = part(all, start, end);
    const frames = encodeMessages(messages);
    feed.unmarkedBytes += frames.length;
    const isMarkDue = feed.unmarkedBytes >= this.#markEveryBytes;
    if (isMarkDue) feed.unmarkedBytes = 0;
    const mark = isMarkDue ? newMark() : undefined;
    return {
      feed,
      first: (entries[0] as Entry).seq,
      entries,
      frames:
        mark === undefined
          ? frames
          : Buffer.concat([frames, encodeMessages([{ type: 'ping', mark }])]),
      frameCount: messages.length + (mark === undefined ? 0 : 1),
      mark,
    };
  }

  #isIn(reader: Reader, room: number): boolean {
    const feed = this.#feeds.get(room);
    return feed !== undefined && (feed.live.has(reader) || feed.behind.has(reader));
  }

  #open({ id, key, lastSeq }: Pick<Room, 'id' | 'key' | 'lastSeq'>): Feed {
    const sets = { live: new Set<Reader>(), behind: new Set<Reader>() };
    const feed: Feed = { room: id, key, lastSeq, unmarkedBytes: 0, ...sets };
    this.#feeds.set(id, feed);
    return feed;
  }
}

function entriesMessage({ key }: Feed, entries: readonly Entry[]): OutgoingMessage {
  const { seq: first } = entries[0] as Entry;
  return { type: 'entries', room: key, first, runs: writeRuns(entries) };
}

/** The entries from `start` to before `end`. */
function part(entries: readonly Entry[], start: number, end: number): readonly Entry[] {
  return start === 0 && end === entries.length ? entries : entries.slice(start, end);
}

/** Whether the entries from `start` on fit into a frame whatever they say: then nobody needs to measure them. */
function fitForCertain(entries: readonly Entry[], start: number): boolean {
  let bytes = 0;
  for (let index = start; index < entries.length; index += 1) {
    bytes += mostEntryBytes(entries[index] as Entry);
    if (bytes > entriesBytes) return false;
  }
  return true;
}

/** Where the entries end that fit into a frame with the one at `start`. */
function endOfFrame(entries: readonly Entry[], start: number): number {
  if (fitForCertain(entries, start)) return entries.length;
  let bytes = 0;
  for (let index = start; index < entries.length; index += 1) {
    const before = index > start ? entries[index - 1] : undefined;
    bytes += entryBytes(entries[index] as Entry, before);
    if (bytes > entriesBytes && index > start) return index;
  }
  return entries.length;
}
