import type { DatabaseSync } from 'node:sqlite';
import type { RoomEntry } from '../../chat/tables.ts';
import { readContent, type ShownContent } from '../../words/content.ts';
import { isChangeKind, isMessageKind } from '../../words/message-kind.ts';
import { AmendedEntries } from '../amended-entries.ts';
import { type Block, blockColumns, unpackEntries } from '../block.ts';
import { type Prepared, prepareAll } from '../prepared.ts';
import { blockPlaceOf, placeOf } from './place.ts';
import type { IndexedHistory } from './search-index.ts';

/* The store as a search sees it: entries as they are now, by their places in the index. */

/** An entry as it is now, with its content read. */
export interface SearchableEntry {
  /** See `placeOf`. */
  readonly place: number;
  readonly room: number;
  readonly seq: number;
  readonly account: number;
  readonly mid: string;
  readonly at: number;
  readonly content: ShownContent;
  /** Sequence number of the entry that it is about; 0: of none. */
  readonly of: number;
}

/** A block with its position. */
export type PlacedBlock = Block & { readonly position: number };

/** A block whose entries are at hand, as they were stored. */
interface UnpackedBlock {
  readonly position: number;
  readonly room: number;
  readonly lastSeq: number;
  /** Lowest seq first. */
  readonly entries: readonly RoomEntry[];
  /** Whether any of them was edited or deleted, or has been reacted to. */
  readonly isAmended: boolean;
}

const placed = `SELECT position, ${blockColumns} FROM blocks`;

const sources = {
  block: `${placed} WHERE position = ?`,
  // A block without entries stands for those that were dropped.
  roomOf: `SELECT room FROM blocks WHERE position = ? AND heads <> '[]'`,
  after: `${placed} WHERE position > ? ORDER BY position LIMIT 1`,
  holding: `${placed} WHERE room = ? AND last_seq >= ? ORDER BY last_seq LIMIT 1`,
  last: 'SELECT coalesce(max(position), 0) AS position FROM blocks',
  amended: 'SELECT 1 FROM amendments WHERE room = ? AND of BETWEEN ? AND ? LIMIT 1',
  dropped: `SELECT coalesce(sum(last_seq), 0) AS mark FROM blocks WHERE heads = '[]'`,
  epoch: "SELECT value FROM settings WHERE key = 'epoch'",
  termAt: `SELECT id FROM terms WHERE first_position <= ?
    ORDER BY first_position DESC LIMIT 1`,
  name: 'SELECT name FROM accounts WHERE id = ?',
} as const;

/** Blocks that are kept unpacked: candidates that follow on each other often lie in the same. */
const keptBlocks = 8;

/** Reads the store for the search. */
export class SearchableStore {
  readonly #sql: Prepared<keyof typeof sources>;
  readonly #amended: AmendedEntries;
  /** Unpacked blocks by position, the one used last behind the others. */
  readonly #kept = new Map<number, UnpackedBlock>();

  /** @param database any connection with the present schema; its owner closes it */
  constructor(database: DatabaseSync) {
    this.#sql = prepareAll(database, sources);
    this.#amended = new AmendedEntries(database);
  }

  /** Position of the last block; 0 when there is none. */
  get lastPosition(): number {
    return Number(this.#sql.last.get()?.position);
  }

  /** A number that is another one once blocks were dropped; 0: none ever was. */
  get dropMark(): number {
    return Number(this.#sql.dropped.get()?.mark);
  }

  /** The history up to a block: a copy of the store that went on otherwise gives another. */
  historyUpTo(position: number): IndexedHistory {
    const epoch = String(this.#sql.epoch.get()?.value ?? '');
    const term = String(this.#sql.termAt.get(position)?.id ?? '');
    return { epoch, term, position };
  }

  /** The first block behind a position. */
  blockAfter(position: number): PlacedBlock | undefined {
    return this.#sql.after.get(position) as PlacedBlock | undefined;
  }

  /** The entries of a block, lowest seq first. */
  *entriesOf(block: PlacedBlock): Generator<SearchableEntry> {
    const unpacked = this.#unpack(block);
    for (const entry of unpacked.entries) yield this.#read(unpacked, entry);
  }

  /** The room of the block in which a place lies; undefined when it is gone. */
  roomAt(place: number): number | undefined {
    const { block } = blockPlaceOf(place);
    const kept = this.#kept.get(block);
    if (kept !== undefined) return kept.room;
    const row = this.#sql.roomOf.get(block);
    return row && Number(row.room);
  }

  /** The entry at a place; undefined when it is gone. */
  entryAt(place: number): SearchableEntry | undefined {
    const { block: position, after } = blockPlaceOf(place);
    const block = this.#kept.get(position) ?? this.#blockAt(position);
    const entry = block?.entries.at(-1 - after);
    return block && entry && this.#read(block, entry);
  }

  /** The entry with a number; undefined when there is none. */
  entry(room: number, seq: number): SearchableEntry | undefined {
    const block = this.#keptHolding(room, seq) ?? this.#keep(this.#blockHolding(room, seq));
    const entry = block?.entries.find((each) => each.seq === seq);
    return block && entry && this.#read(block, entry);
  }

  /** The place that an entry has; undefined when there is no such entry. */
  placeOf(room: number, seq: number): number | undefined {
    const block = this.#blockHolding(room, seq);
    return block && placeOf({ block: block.position, after: block.lastSeq - seq });
  }

  /** The name of an account. */
  nameOf(account: number): string {
    return String(this.#sql.name.get(account)?.name ?? '');
  }

  /**
   * The position of the first block whose last entry is from a time or later, as far as the clock of the server was
   * never set back; undefined when there is none.
   */
  blockAtTime(at: number): number | undefined {
    let earlier = 0;
    let later = this.lastPosition + 1;
    let found: number | undefined;
    while (later - earlier > 1) {
      const middle = Math.floor((earlier + later) / 2);
      const block = this.blockAfter(middle - 1);
      if (block === undefined) later = middle;
      else if ((unpackEntries(block).at(-1)?.at ?? 0) < at) earlier = block.position;
      else [later, found] = [middle, block.position];
    }
    return found;
  }

  /** Forgets what it has unpacked: the store may have changed since. */
  refresh(): void {
    this.#kept.clear();
  }

  #blockHolding(room: number, seq: number): PlacedBlock | undefined {
    const block = this.#sql.holding.get(room, seq) as PlacedBlock | undefined;
    const first = block && block.lastSeq - JSON.parse(block.heads).length + 1;
    return first !== undefined && first <= seq ? block : undefined;
  }

  #keptHolding(room: number, seq: number): UnpackedBlock | undefined {
    for (const block of this.#kept.values()) {
      const isIn = seq <= block.lastSeq && seq > block.lastSeq - block.entries.length;
      if (block.room === room && isIn) return block;
    }
    return undefined;
  }

  #blockAt(position: number): UnpackedBlock | undefined {
    return this.#keep(this.#sql.block.get(position) as PlacedBlock | undefined);
  }

  #keep(block: PlacedBlock | undefined): UnpackedBlock | undefined {
    if (block === undefined) return undefined;
    const unpacked = this.#unpack(block);
    if (this.#kept.size === keptBlocks) {
      const [oldest = 0] = this.#kept.keys();
      this.#kept.delete(oldest);
    }
    this.#kept.set(block.position, unpacked);
    return unpacked;
  }

  #unpack(block: PlacedBlock): UnpackedBlock {
    const { position, room, lastSeq } = block;
    const entries = unpackEntries(block);
    const first = lastSeq - entries.length + 1;
    const isAmended = this.#sql.amended.get(room, first, lastSeq) !== undefined;
    return { position, room, lastSeq, entries, isAmended };
  }

  /** An entry of a block, as it is now. */
  #read({ position, lastSeq, isAmended }: UnpackedBlock, stored: RoomEntry): SearchableEntry {
    const [present = stored] = isAmended ? this.#amended.resolve([stored]) : [];
    const { room, seq, account, mid, at, content, of } = present;
    const place = placeOf({ block: position, after: lastSeq - seq });
    return { place, room, seq, account, mid, at, content: readContent(JSON.parse(content)), of };
  }
}

/** Whether an entry is a message, deleted or not. */
export function isMessage({ content: { kind } }: SearchableEntry): boolean {
  return isMessageKind(kind);
}

/** Whether an entry has a text of its own that can be found; the text of an edit belongs to the message. */
export function isSearchable(entry: SearchableEntry): boolean {
  return entry.content.text !== '' && isMessage(entry);
}

/** Whether an entry changes another, and is not shown itself. */
export function isChange({ content: { kind } }: SearchableEntry): boolean {
  return isChangeKind(kind);
}
