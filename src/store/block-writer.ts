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
import { type Prepared, prepareAll } from './prepared.ts';

/** A block is closed at so many messages, or UTF-16 units of text: it is read as a whole. */
const maxBlockMessages = 512;
const maxBlockText = 64 * 1024;
/**
 * From so many messages on a run is cheaper than a row for each mid: rows of mids come one behind the other,
 * as time does, and the runs of many accounts into as many pages.
 */
const minRun = 16;
/** So many rows of mids are written by one statement, where there are as many: a third cheaper for each. */
const midsTogether = 16;
const midRow = '(?, ?, ?)';
/** Values of a row of `mids`. */
const midValues = 3;

const sources = {
  addBlock: `INSERT INTO blocks (position, room, last_seq, heads, contents, checksum)
    VALUES (?, ?, ?, ?, ?, ?)`,
  addMid: `INSERT INTO mids (mid, account, block) VALUES ${midRow}`,
  addMids: `INSERT INTO mids (mid, account, block) VALUES ${Array(midsTogether).fill(midRow).join()}`,
  addRun: 'INSERT INTO mid_runs (account, last_mid, first_mid, block) VALUES (?, ?, ?, ?)',
  blockOfMid: 'SELECT block FROM mids WHERE mid = ?2 AND account = ?1',
  runAt: `SELECT first_mid AS firstMid, block FROM mid_runs
    WHERE account = ? AND last_mid >= ? ORDER BY last_mid LIMIT 1`,
  block: `SELECT ${blockColumns} FROM blocks WHERE position = ?`,
  holding: `SELECT position, ${blockColumns} FROM blocks WHERE room = ? AND last_seq >= ?
    ORDER BY last_seq LIMIT 1`,
  through: `SELECT position, ${blockColumns} FROM blocks WHERE room = ?1 AND last_seq <=
      coalesce((SELECT min(last_seq) FROM blocks WHERE room = ?1 AND last_seq >= ?2), ?2)
    ORDER BY last_seq`,
  rewrite: 'UPDATE blocks SET heads = ?, contents = ?, checksum = ? WHERE position = ?',
  deleteBlock: 'DELETE FROM blocks WHERE position = ?',
  deleteMid: 'DELETE FROM mids WHERE mid = ? AND account = ?',
  deleteRun: 'DELETE FROM mid_runs WHERE account = ? AND last_mid = ? AND block = ?',
  highestMid: `SELECT max(coalesce((SELECT max(mid) FROM mids), ''),
    coalesce((SELECT max(last_mid) FROM mid_runs), '')) AS mid`,
} as const;

/** A block with its key. */
type StoredBlock = Block & { readonly position: number };

const noBlock: Block = { room: 0, lastSeq: 0, heads: '[]', contents: '[]' };

/** Messages of one room that wait to be written as one block. */
interface OpenBlock {
  readonly messages: RoomEntry[];
  readonly runs: Run[];
  /** Messages whose mids did not rise. */
  readonly strays: RoomEntry[];
  /** UTF-16 units. */
  text: number;
}

/** Rising mids of one account that came one after the other, and into one block. */
interface Run {
  readonly account: number;
  readonly block: OpenBlock;
  readonly mids: string[];
}

/**
 * Gathers messages and writes those of a room together, when it is told to. It also knows which mids an
 * account has used.
 *
 * A mid is looked for only if it can have been used: clients make them rise with time, and one that is
 * higher than all before of its account is new. Of an account that has not posted lately, the highest
 * mid of all is taken instead. Where a mid was used is written down for a run of an account's messages
 * at once, if the run is long enough; the messages of a run stand in one block, and the runs of an account
 * do not overlap, so that at most one can have a mid.
 */
export class BlockWriter {
  readonly #sql: Prepared<keyof typeof sources>;
  readonly #open = new Map<number, OpenBlock>();
  /** The run that each account is in. */
  readonly #runs = new Map<number, Run>();
  readonly #highest: HighestMids;
  /** Values of the rows of `mids` that belong to blocks which were written, row by row. */
  #mids: (string | number)[] = [];
  /** Entries added since the last flush by account and mid; made when it is asked for. */
  #unwritten: Map<string, RoomEntry> | undefined;

  /** @param database a connection that writes, with the tables of blocks */
  constructor(database: DatabaseSync) {
    this.#sql = prepareAll(database, sources);
    this.#highest = new HighestMids(() => String(this.#sql.highestMid.get()?.mid));
  }

  /**
   * Adds a message behind the last one of its room. If its account has used the mid before, adds nothing
   * and returns the message that has it.
   */
  add(message: RoomEntry): RoomEntry | undefined {
    const { account, mid, room, content } = message;
    const rises = this.#highest.raise(account, mid);
    const first = rises ? undefined : this.byMid(account, mid);
    if (first !== undefined) return first;
    const block = this.#blockFor(room);
    block.messages.push(message);
    block.text += content.length;
    if (rises) this.#runIn(block, account).mids.push(mid);
    else block.strays.push(message);
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
      for (const entry of gone) this.#deleteMid(entry, block.position);
      dropped += gone.length;
      if (kept.length > 0) this.#rewrite({ ...block, ...packEntries(kept) });
      else {
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
    this.#writeMids();
    this.#clear();
  }

  /** Forgets what was not written, and what it knew of what was. */
  forget(): void {
    this.#clear();
    this.#highest.forget();
  }

  #clear(): void {
    this.#open.clear();
    this.#runs.clear();
    this.#mids = [];
    this.#unwritten = undefined;
  }

  #blockFor(room: number): OpenBlock {
    const open = this.#open.get(room);
    if (open !== undefined) {
      if (open.messages.length < maxBlockMessages && open.text < maxBlockText) return open;
      this.#write(room, open);
      this.#writeMids();
    }
    const block: OpenBlock = { messages: [], runs: [], strays: [], text: 0 };
    this.#open.set(room, block);
    return block;
  }

  /** A run ends where its account goes on in another block. */
  #runIn(block: OpenBlock, account: number): Run {
    const present = this.#runs.get(account);
    if (present?.block === block) return present;
    const run: Run = { account, block, mids: [] };
    block.runs.push(run);
    this.#runs.set(account, run);
    return run;
  }

  #holding(room: number, seq: number): StoredBlock | undefined {
    return this.#sql.holding.get(room, seq) as unknown as StoredBlock | undefined;
  }

  #deleteMid({ account, mid }: RoomEntry, block: number): void {
    this.#sql.deleteMid.run(mid, account);
    this.#sql.deleteRun.run(account, mid, block);
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
    const block = this.#sql.blockOfMid.get(account, mid)?.block ?? this.#blockOfRun(account, mid);
    if (block === undefined) return undefined;
    const found = this.#sql.block.get(Number(block)) as unknown as Block;
    return unpackEntries(found).find(
      (message) => message.account === account && message.mid === mid,
    );
  }

  #blockOfRun(account: number, mid: string): unknown {
    const run = this.#sql.runAt.get(account, mid);
    return run !== undefined && String(run.firstMid) <= mid ? run.block : undefined;
  }

  #write(room: number, { messages, runs, strays }: OpenBlock): void {
    const last = messages.at(-1) as RoomEntry;
    this.#add({ position: last.position, room, lastSeq: last.seq, ...packEntries(messages) });
    for (const run of runs) this.#writeRun(run, last.position);
    for (const { mid, account } of strays) this.#mids.push(mid, account, last.position);
  }

  #writeRun({ account, mids }: Run, block: number): void {
    if (mids.length < minRun) for (const mid of mids) this.#mids.push(mid, account, block);
    else this.#sql.addRun.run(account, mids.at(-1) as string, mids[0] as string, block);
  }

  #writeMids(): void {
    const values = this.#mids;
    const together = midsTogether * midValues;
    let at = 0;
    for (; values.length - at >= together; at += together) {
      this.#sql.addMids.run(...values.slice(at, at + together));
    }
    for (; at < values.length; at += midValues) {
      this.#sql.addMid.run(...values.slice(at, at + midValues));
    }
    this.#mids = [];
  }
}

/** Whether a place is among entries that follow on each other. */
function isIn(entries: readonly RoomEntry[], seq: number): boolean {
  return seq >= (entries[0]?.seq ?? Number.POSITIVE_INFINITY) && seq <= (entries.at(-1)?.seq ?? 0);
}

function midKey(account: number, mid: string): string {
  return `${account}.${mid}`;
}
