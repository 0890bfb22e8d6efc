import type { DatabaseSync } from 'node:sqlite';
import { byTime, MidIndex } from '../mid-index.ts';
import { type Prepared, prepareAll } from '../prepared.ts';
import type { Problem } from './problem.ts';
import type { SoundBlock } from './walk-blocks.ts';

/* Where the mids of entries were used: see `mid-index.ts`, which keeps them in two tables. */

const sources = {
  mid: 'SELECT 1 FROM mids WHERE mid = ? AND account = ? AND block = ?',
  time: 'SELECT 1 FROM mid_times WHERE time = ? AND block = ?',
  rows: 'SELECT (SELECT count(*) FROM mids) + (SELECT count(*) FROM mid_times) AS count',
} as const;

/** Looks up the mids of entries, block by block. */
export class MidCheck {
  readonly #sql: Prepared<keyof typeof sources>;
  #missing = 0;
  /** Rows that belong to messages. */
  #rows = 0;

  constructor(database: DatabaseSync) {
    this.#sql = prepareAll(database, sources);
  }

  look({ position, entries }: SoundBlock): void {
    for (const [time, uses] of byTime(entries)) {
      if (this.#sql.time.get(time, position) !== undefined) this.#rows += 1;
      else {
        const found = uses.filter(({ mid, account }) => this.#sql.mid.get(mid, account, position));
        this.#rows += found.length;
        this.#missing += uses.length - found.length;
      }
    }
  }

  /** @param isWhole all blocks were looked at */
  problems(isWhole: boolean): Problem[] {
    const extra = Number(this.#sql.rows.get()?.count) - this.#rows;
    const { kind } = { kind: 'mids' } as const;
    const missing = `${this.#missing} messages cannot be found by their ids, so that a repetition could be stored twice`;
    const foreign = `${extra} rows of the index of ids belong to no message`;
    return [
      ...(this.#missing > 0 ? [{ kind, text: missing }] : []),
      ...(isWhole && extra !== 0 ? [{ kind, text: foreign }] : []),
    ];
  }
}

/** Writes the mids of entries anew, block by block, in a transaction of the caller. */
export class MidRepair {
  readonly #index: MidIndex;

  constructor(database: DatabaseSync) {
    database.exec('DELETE FROM mids; DELETE FROM mid_times');
    this.#index = new MidIndex(database);
  }

  add({ position, entries }: SoundBlock): void {
    this.#index.add(position, entries);
  }
}
