import type { DatabaseSync } from 'node:sqlite';
import type { RoomEntry } from '../chat/tables.ts';
import { eraseText } from '../words/content.ts';
import {
  type Block,
  blockChecksum,
  blockColumns,
  eraseFrom,
  packEntries,
  unpackEntries,
} from './block.ts';
import { HighestMids } from './highest-mids.ts';
import { MidIndex } from './mid-index.ts';
import { type Prepared, prepareAll } from './prepared.ts';

/** A block is closed at so many messages, or UTF-16 units of text: it is read as a whole. */
const maxBlockMessages = 512;
const maxBlockText = 64 * 1024;
const sources = {
  addBlock: `INSERT INTO blocks (position, room, last_seq, heads, contents, checksum)
    VALUES (?, ?, ?, ?, ?, ?)`,
  holding: `SELECT position, ${blockColumns} FROM blocks WHERE room = ? AND last_seq >= ?
    ORDER BY last_seq LIMIT 1`,
  through: `SELECT position, ${blockColumns} FROM blocks WHERE room = ?1 AND last_seq <=
      coalesce((SELECT min(last_seq) FROM blocks WHERE room = ?1 AND last_seq >= ?2), ?2)
    ORDER BY last_seq`,
  rewrite: 'UPDATE blocks SET heads = ?, contents = ?, checksum = ? WHERE position = ?',
  deleteBlock: 'DELETE FROM blocks WHERE position = ?',
} as const;

/** A block with its key. */
type StoredBlock = Block & { readonly position: number };

const noBlock: Block = { room: 0, lastSeq: 0, heads: '[]', contents: '[]' };

/** Messages of one room that wait to be written as one block. */
interface OpenBlock {
  readonly messages: RoomEntry[];
  /** UTF-16 units. */
  text: number;
}

/**
 * Gathers messages and writes those of a room together, when it is told to. It also knows which mids an
 * account has used.
 *
 * A mid is looked for only if it can have been used: clients make them rise with time, and one that is
 * higher than all before of its account is new. Of an account that has not posted lately, the highest
 * mid of all is taken instead.
 */
export class BlockWriter {
  readonly #sql: Prepared<keyof typeof sources>;
  readonly #open = new Map<number, OpenBlock>();
  readonly #mids: MidIndex;
  readonly #highest: HighestMids;
  /** Entries added since the last flush by account and mid; made when it is asked for. */
  #unwritten: Map<string, RoomEntry> | undefined;

  /** @param database a connection that writes, with the tables of blocks */
  constructor(database: DatabaseSync) {
    this.#sql = prepareAll(database, sources);
    this.#mids = new MidIndex(database);
    this.#highest = new HighestMids(() => this.#mids.highest());
  }

  /**
   * Adds a message behind the last one of its room. If its account has used the mid before, adds nothing
   * and returns the message that has it.
   */
  add(message: RoomEntry): RoomEntry | undefined {
    const { account, mid, room, content } = message;
    const first = this.#highest.raise(account, mid) ? undefined : this.byMid(account, mid);
    if (first !== undefined) return first;
    const block = this.#blockFor(room);
    block.messages.push(message);
    block.text += content.length;
    this.#unwritten?.set(midKey(account, mid), message);
    return undefined;
  }

  /** The message for which the account used the mid. */
  byMid(account: number, mid: string): RoomEntry | undefined {
    this.#unwritten ??= this.#collectUnwritten();
    return this.#unwritten.get(midKey(account, mid)) ?? this.#written(account, mid);
  }

  /** The entry at a place in a room. */
  entry(room: number, seq: number): RoomEntry | undefined {
    const open = this.#open.get(room)?.messages ?? [];
    const entries = isIn(open, seq) ? open : unpackEntries(this.#holding(room, seq) ?? noBlock);
    return entries.find((entry) => entry.seq === seq);
  }

  /** Takes the text of an entry away: `eraseFrom` says how. */
  erase(room: number, seq: number): void {
    const open = this.#open.get(room)?.messages ?? [];
    if (isIn(open, seq)) this.#eraseOpen(open, seq);
    else {
      const block = this.#holding(room, seq);
      if (block === undefined)
        throw new Error(`erasing entry ${seq} of room ${room}: there is none`);
      this.#rewrite({ ...block, contents: eraseFrom(block, seq) });
    }
  }

  /**
   * Drops the entries of a room up to a place, which must be written; returns how many there were. In the place of the
   * blocks that are gone stands one without entries, so that no number and no position is used again.
   */
  drop(room: number, through: number): number {
    let dropped = 0;
    let last: StoredBlock | undefined;
    for (const row of this.#sql.through.all(room, through)) {
      const block = row as unknown as StoredBlock;
      const entries = unpackEntries(block);
      const kept = entries.filter(({ seq }) => seq > through);
      const gone = entries.slice(0, entries.length - kept.length);
      if (kept.length === entries.length && entries.length > 0) break;
      this.#mids.remove(block.position, entries);
      dropped += gone.length;
      if (kept.length > 0) {
        this.#rewrite({ ...block, ...packEntries(kept) });
        this.#mids.add(block.position, kept);
      } else {
        this.#sql.deleteBlock.run(block.position);
        last = block;
      }
    }
    if (last !== undefined) this.#add({ ...last, heads: '[]', contents: '[]' });
    return dropped;
  }

  /** Writes what was added. */
  flush(): void {
    for (const [room, block] of this.#open) this.#write(room, block);
    this.#clear();
  }

  /** Forgets what was not written, and what it knew of what was. */
  forget(): void {
    this.#clear();
    this.#mids.forget();
    this.#highest.forget();
  }

  #clear(): void {
    this.#open.clear();
    this.#unwritten = undefined;
  }

  #blockFor(room: number): OpenBlock {
    const open = this.#open.get(room);
    if (open !== undefined) {
      if (open.messages.length < maxBlockMessages && open.text < maxBlockText) return open;
      this.#write(room, open);
    }
    const block: OpenBlock = { messages: [], text: 0 };
    this.#open.set(room, block);
    return block;
  }

  #holding(room: number, seq: number): StoredBlock | undefined {
    return this.#sql.holding.get(room, seq) as unknown as StoredBlock | undefined;
  }

  #add(block: StoredBlock): void {
    const { position, room, lastSeq, heads, contents } = block;
    const checksum = blockChecksum(position, block);
    this.#sql.addBlock.run(position, room, lastSeq, heads, contents, checksum);
  }

  #rewrite(block: StoredBlock): void {
    const { position, heads, contents } = block;
    this.#sql.rewrite.run(heads, contents, blockChecksum(position, block), position);
  }

  #eraseOpen(messages: RoomEntry[], seq: number): void {
    const index = messages.findIndex((message) => message.seq === seq);
    const message = messages[index] as RoomEntry;
    const erased = { ...message, content: eraseText(message.content) };
    messages[index] = erased;
    this.#unwritten?.set(midKey(erased.account, erased.mid), erased);
  }

  #collectUnwritten(): Map<string, RoomEntry> {
    const messages = [...this.#open.values()].flatMap((block) => block.messages);
    return new Map(messages.map((message) => [midKey(message.account, message.mid), message]));
  }

  #written(account: number, mid: string): RoomEntry | undefined {
    return unpackEntries(this.#mids.find(account, mid) ?? noBlock).find(
      (message) => message.account === account && message.mid === mid,
    );
  }

  #write(room: number, { messages }: OpenBlock): void {
    const last = messages.at(-1) as RoomEntry;
    this.#add({ position: last.position, room, lastSeq: last.seq, ...packEntries(messages) });
    this.#mids.add(last.position, messages);
  }
}

/** Whether a place is among entries that follow on each other. */
function isIn(entries: readonly RoomEntry[], seq: number): boolean {
  return seq >= (entries[0]?.seq ?? Number.POSITIVE_INFINITY) && seq <= (entries.at(-1)?.seq ?? 0);
}

function midKey(account: number, mid: string): string {
  return `${account}.${mid}`;
}
