import type { DatabaseSync } from 'node:sqlite';
import { type Prepared, prepareAll } from '../prepared.ts';
import type { Problem } from './problem.ts';
import type { SoundBlock } from './walk-blocks.ts';

/* Where the mids of entries were used: see `block-writer.ts`, which keeps them in two tables. */

const sources = {
  mid: 'SELECT block FROM mids WHERE mid = ? AND account = ?',
  run: `SELECT last_mid AS lastMid, first_mid AS firstMid, block FROM mid_runs
    WHERE account = ? AND last_mid >= ? ORDER BY last_mid LIMIT 1`,
  counts: 'SELECT (SELECT count(*) FROM mids) AS mids, (SELECT count(*) FROM mid_runs) AS runs',
} as const;

/** Looks up the mids of entries, block by block. */
export class MidCheck {
  readonly #sql: Prepared<keyof typeof sources>;
  #missing = 0;
  #mids = 0;
  #runs = 0;

  constructor(database: DatabaseSync) {
    this.#sql = prepareAll(database, sources);
  }

  look({ position, entries }: SoundBlock): void {
    const runs = new Set<string>();
    for (const { account, mid } of entries) {
      const run = this.#sql.run.get(account, mid);
      if (this.#sql.mid.get(mid, account)?.block === position) this.#mids += 1;
      else if (run?.block === position && String(run.firstMid) <= mid)
        runs.add(`${account}.${run.lastMid}`);
      else this.#missing += 1;
    }
    this.#runs += runs.size;
  }

  /** @param isWhole all blocks were looked at */
  problems(isWhole: boolean): Problem[] {
    const counts = this.#sql.counts.get();
    const extra = Number(counts?.mids) - this.#mids + Number(counts?.runs) - this.#runs;
    const { kind } = { kind: 'mids' } as const;
    const missing = `${this.#missing} messages cannot be found by their ids, so that a repetition could be stored twice`;
    const foreign = `${extra} ids of messages belong to no message`;
    return [
      ...(this.#missing > 0 ? [{ kind, text: missing }] : []),
      ...(isWhole && extra !== 0 ? [{ kind, text: foreign }] : []),
    ];
  }
}

/** Writes the mids of entries anew, block by block, in a transaction of the caller. */
export class MidRepair {
  readonly #addMid;
  readonly #addRun;
  /** The highest mid of each account so far. */
  readonly #highest = new Map<number, string>();

  constructor(database: DatabaseSync) {
    database.exec('DELETE FROM mids; DELETE FROM mid_runs');
    this.#addMid = database.prepare(
      'INSERT OR IGNORE INTO mids (mid, account, block) VALUES (?, ?, ?)',
    );
    this.#addRun = database.prepare(
      'INSERT INTO mid_runs (account, last_mid, first_mid, block) VALUES (?, ?, ?, ?)',
    );
  }

  add({ position, entries }: SoundBlock): void {
    for (const [account, all] of Map.groupBy(entries, (entry) => entry.account)) {
      const mids = all.map(({ mid }) => mid);
      const rises = mids.every((mid, index) => mid > (mids[index - 1] ?? this.#highestOf(account)));
      if (rises) this.#addRun.run(account, mids.at(-1) as string, mids[0] as string, position);
      else for (const mid of mids) this.#addMid.run(mid, account, position);
      const highest = mids.reduce(
        (high, mid) => (mid > high ? mid : high),
        this.#highestOf(account),
      );
      this.#highest.set(account, highest);
    }
  }

  #highestOf(account: number): string {
    return this.#highest.get(account) ?? '';
  }
}
