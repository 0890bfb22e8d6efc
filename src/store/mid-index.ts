import type { DatabaseSync } from 'node:sqlite';
import { RecentMap } from '../base/recent-map.ts';
import type { RoomEntry } from '../chat/tables.ts';
import { type Block, blockColumns } from './block.ts';
import { type Prepared, prepareAll } from './prepared.ts';

/** The first characters of a mid tell when it was made, to 64 ms, if a client of ours has made it. */
const timeLength = 7;
/**
 * So many blocks are found by one time, of which a look-up may read all: a line that is busy has some in 64 ms. Behind
 * them each mid has a row of its own, so that nobody can make look-ups slow by mids of one time.
 */
const mostBlocks = 256;
/** Behind every mid of a time. */
const behindAll = '~';
/** Times whose number of blocks is remembered. */
const mostCounted = 1_024;

const sources = {
  blocksOfTime: 'SELECT count(*) AS count FROM mid_times WHERE time = ?',
  addTime: 'INSERT INTO mid_times (time, block) VALUES (?, ?)',
  addMid: 'INSERT INTO mids (mid, account, block) VALUES (?, ?, ?)',
  deleteTime: 'DELETE FROM mid_times WHERE time = ? AND block = ?',
  deleteMid: 'DELETE FROM mids WHERE mid = ? AND account = ?',
  byMid: `SELECT ${blockColumns} FROM blocks
    WHERE position = (SELECT block FROM mids WHERE mid = ? AND account = ?)`,
  byTime: `SELECT ${blockColumns} FROM mid_times CROSS JOIN blocks ON position = block
    WHERE time = ? AND instr(heads, ?) > 0 LIMIT 1`,
  highest: 'SELECT (SELECT max(mid) FROM mids) AS mid, (SELECT max(time) FROM mid_times) AS time',
} as const;

/** What the index has to know of an entry. */
export type MidUse = Pick<RoomEntry, 'account' | 'mid'>;

/**
 * Finds the block in which an account has used a mid. Mids begin with the time at which they were made, and what is
 * stored together was made at about the same time: so a block is found by the times in its mids, which takes a row or a
 * few, however many entries it has.
 */
export class MidIndex {
  readonly #sql: Prepared<keyof typeof sources>;
  /** How many blocks are found by a time. */
  readonly #counts = new RecentMap<string, number>(mostCounted);

  /** @param database a connection that writes, with the tables of blocks */
  constructor(database: DatabaseSync) {
    this.#sql = prepareAll(database, sources);
  }

  /** Adds the mids of a block. */
  add(position: number, entries: readonly MidUse[]): void {
    for (const [time, uses] of byTime(entries)) {
      const count = this.#count(time);
      if (count < mostBlocks) {
        this.#counts.set(time, count + 1);
        this.#sql.addTime.run(time, position);
      } else for (const { mid, account } of uses) this.#sql.addMid.run(mid, account, position);
    }
  }

  /** Takes the mids of a block out of the index. */
  remove(position: number, entries: readonly MidUse[]): void {
    for (const [time, uses] of byTime(entries)) {
      this.#counts.delete(time);
      if (this.#sql.deleteTime.run(time, position).changes > 0) continue;
      for (const { mid, account } of uses) this.#sql.deleteMid.run(mid, account);
    }
  }

  /** The block that has an entry of the account with the mid, among others. */
  find(account: number, mid: string): Block | undefined {
    const head = `,${account},${JSON.stringify(mid)},`;
    const found = this.#sql.byMid.get(mid, account) ?? this.#sql.byTime.get(timeOf(mid), head);
    return found as unknown as Block | undefined;
  }

  /** A text that no mid of the index exceeds; '' when there is none. */
  highest(): string {
    const { mid, time } = this.#sql.highest.get() as Record<'mid' | 'time', string | null>;
    const behind = time === null ? '' : `${time}${behindAll}`;
    return behind > (mid ?? '') ? behind : (mid ?? '');
  }

  /** Forgets what it knows of a transaction that was rolled back. */
  forget(): void {
    this.#counts.clear();
  }

  #count(time: string): number {
    return this.#counts.get(time) ?? Number(this.#sql.blocksOfTime.get(time)?.count);
  }
}

/** Entries by the times of their mids; most have that of the entry before. */
export function byTime<Use extends MidUse>(entries: readonly Use[]): ReadonlyMap<string, Use[]> {
  const times = new Map<string, Use[]>();
  let time = behindAll;
  let uses: Use[] = [];
  for (const entry of entries) {
    const its = timeOf(entry.mid);
    if (its !== time) {
      time = its;
      uses = times.get(time) ?? [];
      times.set(time, uses);
    }
    uses.push(entry);
  }
  return times;
}

function timeOf(mid: string): string {
  return mid.slice(0, timeLength);
}
