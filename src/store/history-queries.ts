import type { DatabaseSync } from 'node:sqlite';
import type { RoomEntry, Stretch } from '../chat/tables.ts';
import { type Content, kindOf } from '../words/content.ts';
import { entryBytes } from '../words/entry-bytes.ts';
import { isMentioned } from '../words/mention.ts';
import { entryKindOf, entryKinds } from '../words/message-kind.ts';
import { type Entry, writeRuns } from '../words/runs.ts';
import { AmendedEntries, type AmendedEntry } from './amended-entries.ts';
import { type Block, blockColumns, unpackEntries } from './block.ts';
import { type Prepared, prepareAll } from './prepared.ts';

/** Some entries of a room, lowest seq first and without holes. */
export interface HistoryPage {
  /** Number of the first of these; without any, the next one after the place that was asked for. */
  readonly first: number;
  readonly count: number;
  /** The entries as JSON, as `writeRuns` gives it. */
  readonly runs: string;
  /** There are more of those that were asked for: before the first of these, or after the last. */
  readonly more: boolean;
  /** The entries of the room up to this one were dropped; 0: none. */
  readonly droppedThrough: number;
}

/** Where in a room a time lies. */
export interface HistoryPlace {
  /** What comes after this seq is from the time that was asked for, or later. */
  readonly after: number;
  /** The entries of the room up to this one were dropped, and are earlier than all others; 0: none. */
  readonly droppedThrough: number;
}

/** How much of a room is wanted. */
export interface PageBounds {
  /** At most so many entries. */
  readonly limit: number;
  /** At most so many bytes, as `entryBytes` counts them; one entry is given in any case. */
  readonly maxBytes: number;
  /** No entry with a higher seq than this. If it is left out: to the end of the room. */
  readonly through?: number;
  /** Only entries in these, first to last; a page ends where one ends. If they are left out: all. */
  readonly stretches?: readonly Stretch[];
}

/** Which entries of a room are wanted. */
export interface HistoryQuestion extends PageBounds {
  /**
   * Those with a higher seq than `seq`, nearest first; those with a lower one, nearest first; or the one with this seq
   * and those on both sides of it, of which there are `more` after the last.
   */
  readonly direction: 'after' | 'before' | 'around';
  /** The room's number; an unknown one has no entries. */
  readonly room: number;
  readonly seq: number;
}

/** Where in a room a time lies. */
export interface PlaceQuestion {
  readonly direction: 'find';
  /** The room's number; an unknown one has no messages. */
  readonly room: number;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

/** How much is unread in rooms. */
export interface UnreadQuestion {
  readonly direction: 'unread';
  /** The reader's number: what they say themselves is not unread. */
  readonly account: number;
  /** The reader's name, folded: what mentions it is counted apart. */
  readonly name: string;
  readonly rooms: readonly {
    /** The room's number; an unknown one has no entries. */
    readonly room: number;
    /** Entries with a higher seq are unread. */
    readonly after: number;
  }[];
}

/** How much is unread in a room. */
export interface UnreadCount {
  /** Messages of others. */
  readonly unread: number;
  /** Those of them that mention the reader. */
  readonly mentions: number;
  /** There may be more: the bound on how many entries are looked at was reached. */
  readonly more: boolean;
}

/** Which blocks of entries are the oldest. */
export interface OldestQuestion {
  readonly direction: 'oldest';
  /** Only blocks behind this position of the journal. */
  readonly after: number;
}

/** The oldest entries, and how much there is in all. */
export interface OldestEntries {
  /** A few, the oldest first. */
  readonly blocks: readonly OldestBlock[];
  /** Bytes of the database that are in use. */
  readonly usedBytes: number;
}

/** Entries of a room that lie together, by the last of them. */
export interface OldestBlock {
  readonly room: number;
  readonly lastSeq: number;
  readonly position: number;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly bytes: number;
}

/** How much a store holds in all. */
export interface TotalsQuestion {
  readonly direction: 'totals';
}

/** How much a store holds in all. */
export interface StoreTotals {
  readonly accounts: number;
  /** Sessions that were not ended, app tokens among them. */
  readonly sessions: number;
  readonly rooms: number;
  /** Entries of all rooms since their beginning, dropped ones among them. */
  readonly entries: number;
}

/** A question about what is stored. */
export type Question =
  | HistoryQuestion
  | PlaceQuestion
  | UnreadQuestion
  | OldestQuestion
  | TotalsQuestion;

/** The answer: a page, a place, or counts in the order of the rooms or in all. */
export type AnswerTo<Asked> = Asked extends PlaceQuestion
  ? HistoryPlace
  : Asked extends UnreadQuestion
    ? readonly UnreadCount[]
    : Asked extends OldestQuestion
      ? OldestEntries
      : Asked extends TotalsQuestion
        ? StoreTotals
        : HistoryPage;

/** Blocks that are told of as the oldest: no more than can be dropped in a few milliseconds. */
const oldestBlocks = 8;
/** Entries of one room, and of all together, that are looked at to count what is unread. */
const countedPerRoom = 1_000;
const countedInAll = 20_000;

const sources = {
  after: `SELECT ${blockColumns} FROM blocks WHERE room = ? AND last_seq > ? ORDER BY last_seq`,
  before: `SELECT ${blockColumns} FROM blocks WHERE room = ?1 AND last_seq <=
      coalesce((SELECT min(last_seq) FROM blocks WHERE room = ?1 AND last_seq >= ?2), ?2)
    ORDER BY last_seq DESC`,
  holding: `SELECT ${blockColumns} FROM blocks WHERE room = ? AND last_seq >= ?
    ORDER BY last_seq LIMIT 1`,
  oldest: `SELECT room, last_seq AS lastSeq, position, heads,
      octet_length(heads) + octet_length(contents) AS bytes
    FROM blocks WHERE position > ? AND heads <> '[]' ORDER BY position LIMIT ?`,
  usedBytes: `SELECT (page_count - freelist_count) * page_size AS bytes
    FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
  last: 'SELECT max(last_seq) AS last FROM blocks WHERE room = ?',
  droppedThrough: `SELECT max(last_seq) AS seq FROM blocks WHERE room = ? AND heads = '[]'`,
  name: 'SELECT name FROM accounts WHERE id = ?',
  totals: `SELECT (SELECT count(*) FROM accounts) AS accounts,
      (SELECT count(*) FROM sessions WHERE revoked_at = 0) AS sessions,
      (SELECT count(*) FROM rooms) AS rooms,
      (SELECT coalesce(sum((SELECT max(last_seq) FROM blocks WHERE room = rooms.id)), 0) FROM rooms) AS entries`,
} as const;

/** Answers questions about stored messages, each in time that grows with its answer only. */
export class HistoryQueries {
  readonly #database: DatabaseSync;
  #sql: Prepared<keyof typeof sources>;
  #amended: AmendedEntries;

  /** @param database any connection with the present schema; its owner closes it */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = prepareAll(database, sources);
    this.#amended = new AmendedEntries(database);
  }

  answer<Asked extends Question>(question: Asked): AnswerTo<Asked> {
    try {
      return this.#answer(question) as AnswerTo<Asked>;
    } catch (error) {
      // A statement that failed while it was iterated reports that error again at its next use.
      this.#sql = prepareAll(this.#database, sources);
      this.#amended = new AmendedEntries(this.#database);
      throw error;
    }
  }

  #answer(question: Question): AnswerTo<Question> {
    switch (question.direction) {
      case 'find':
        return this.#find(question);
      case 'oldest':
        return this.#oldest(question);
      case 'unread':
        return this.#countUnread(question);
      case 'totals':
        return this.#sql.totals.get() as unknown as StoreTotals;
      default:
        return this.#read(question);
    }
  }

  #read(question: HistoryQuestion): HistoryPage {
    const { direction, seq } = question;
    if (direction === 'around') return this.#readAround(question);
    const { entries, more } = takeWithin(this.#candidates(question), question);
    if (direction === 'before') entries.reverse();
    return this.#page(question, entries, direction === 'before' ? seq : seq + 1, more);
  }

  /** Those from `seq` on have half of the page; the room that they leave is for those before. */
  #readAround(question: HistoryQuestion): HistoryPage {
    const { seq, limit, maxBytes } = question;
    const half = { limit: Math.ceil(limit / 2), maxBytes: Math.ceil(maxBytes / 2) };
    const onwards = { ...question, direction: 'after', seq: seq - 1 } as const;
    const { entries: after, more } = takeWithin(this.#candidates(onwards), half);
    const rest = { limit: limit - after.length, maxBytes: maxBytes - bytesOf(after) };
    const back = { ...question, direction: 'before' } as const;
    const before = takeWithin(this.#candidates(back), rest, after.length === 0 ? 1 : 0).entries;
    const adjoins = after.length === 0 || (after[0]?.seq === seq && before[0]?.seq === seq - 1);
    return this.#page(question, adjoins ? [...before.reverse(), ...after] : after, seq, more);
  }

  #page(
    { room }: HistoryQuestion,
    entries: readonly Entry[],
    next: number,
    more: boolean,
  ): HistoryPage {
    const first = entries[0]?.seq ?? next;
    const droppedThrough = this.#droppedThrough(room);
    return { first, count: entries.length, runs: writeRuns(entries), more, droppedThrough };
  }

  #droppedThrough(room: number): number {
    return Number(this.#sql.droppedThrough.get(room)?.seq ?? 0);
  }

  /** Entries that a question asks for, nearest first, as they are now. */
  *#candidates(question: HistoryQuestion): Generator<Entry> {
    const names = new Map<number, string>();
    for (const entry of this.#amended.resolve(this.#stored(question))) {
      yield this.#named(entry, names);
    }
  }

  *#stored(question: HistoryQuestion): Generator<RoomEntry> {
    const { direction, room, seq, through = Number.MAX_SAFE_INTEGER } = question;
    const stretches = question.stretches ?? everything;
    if (direction === 'after') {
      for (const [since, until] of stretches) {
        yield* this.#after(room, Math.max(seq, since), Math.min(through, until ?? through));
      }
      return;
    }
    for (const [since, until] of stretches.toReversed()) {
      yield* this.#before(room, Math.min(seq - 1, through, until ?? through), since);
    }
  }

  *#after(room: number, since: number, through: number): Generator<RoomEntry> {
    if (since >= through) return;
    for (const row of this.#sql.after.iterate(room, since)) {
      for (const entry of unpackEntries(row as unknown as Block)) {
        if (entry.seq > through) return;
        if (entry.seq > since) yield entry;
      }
    }
  }

  *#before(room: number, through: number, since: number): Generator<RoomEntry> {
    if (since >= through) return;
    for (const row of this.#sql.before.iterate(room, through)) {
      for (const entry of unpackEntries(row as unknown as Block).reverse()) {
        if (entry.seq <= since) return;
        if (entry.seq <= through) yield entry;
      }
    }
  }

  #oldest({ after }: OldestQuestion): OldestEntries {
    const blocks = this.#sql.oldest.all(after, oldestBlocks).map((row): OldestBlock => {
      const heads: unknown[][] = JSON.parse(String(row.heads));
      const { room, lastSeq, position, bytes } = row as unknown as OldestBlock;
      return { room, lastSeq, position, at: Number(heads.at(-1)?.[3]), bytes };
    });
    return { blocks, usedBytes: Number(this.#sql.usedBytes.get()?.bytes) };
  }

  #countUnread({ account, name, rooms }: UnreadQuestion): UnreadCount[] {
    let left = countedInAll;
    return rooms.map(({ room, after }) => {
      const most = Math.min(countedPerRoom, left);
      const count = { unread: 0, mentions: 0, looked: 0 };
      for (const entry of this.#amended.resolve(this.#after(room, after, Infinity))) {
        if (count.looked === most) break;
        count.looked += 1;
        if (entry.account === account || !isUnread(entry.content)) continue;
        count.unread += 1;
        if (isFor(name, entry.content)) count.mentions += 1;
      }
      left -= count.looked;
      return { unread: count.unread, mentions: count.mentions, more: count.looked === most };
    });
  }

  #named(entry: AmendedEntry, names: Map<number, string>): Entry {
    const { seq, mid, account, at, content, of, reactions } = entry;
    const from = names.get(account) ?? String(this.#sql.name.get(account)?.name);
    names.set(account, from);
    const named = { seq, mid, from, at, content, of };
    return reactions === undefined ? named : { ...named, reactions };
  }

  /**
   * The place after which messages are from the time asked for, or later. Numbers of a room
   * follow the journal's order and not the clock's; they agree but for what came in the same moment,
   * or while the clock was set back, so that a search by halves is as exact as the times themselves.
   */
  #find({ room, at }: PlaceQuestion): HistoryPlace {
    let block: RoomEntry[] = [];
    const timeOf = (seq: number): number => {
      const known = block.find((message) => message.seq === seq);
      if (known !== undefined) return known.at;
      block = unpackEntries(this.#sql.holding.get(room, seq) as unknown as Block);
      // One that was dropped is earlier than all that are left.
      return block.find((message) => message.seq === seq)?.at ?? Number.NEGATIVE_INFINITY;
    };
    let earlier = 0;
    let later = Number(this.#sql.last.get(room)?.last ?? 0) + 1;
    while (later - earlier > 1) {
      const middle = Math.floor((earlier + later) / 2);
      if (timeOf(middle) < at) earlier = middle;
      else later = middle;
    }
    return { after: earlier, droppedThrough: this.#droppedThrough(room) };
  }
}

/** Whether an entry of another counts as unread, by its content. */
function isUnread(content: string): boolean {
  const kind = entryKindOf(kindOf(content));
  return kind !== undefined && entryKinds[kind].unread;
}

/** Whether a content is addressed to somebody, or mentions them. */
function isFor(name: string, content: string): boolean {
  const { text, names }: Content = JSON.parse(content);
  return names?.includes(name) === true || isMentioned(text, name);
}

const everything: readonly Stretch[] = [[0, null]];

/**
 * Takes entries, nearest first, as far as the bounds allow and up to the first hole.
 *
 * @param least so many are taken however long they are
 */
function takeWithin(
  candidates: Iterable<Entry>,
  { limit, maxBytes }: Pick<PageBounds, 'limit' | 'maxBytes'>,
  least = 1,
) {
  const entries: Entry[] = [];
  let bytes = 0;
  for (const entry of candidates) {
    const before = entries.at(-1);
    const isBehindHole = before !== undefined && Math.abs(entry.seq - before.seq) > 1;
    bytes += entryBytes(entry, before);
    const isTooMuch = bytes > maxBytes && entries.length >= least;
    if (entries.length === limit || isBehindHole || isTooMuch) return { entries, more: true };
    entries.push(entry);
  }
  return { entries, more: false };
}

function bytesOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry, index) => sum + entryBytes(entry, entries[index - 1]), 0);
}
