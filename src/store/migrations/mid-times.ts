import type { DatabaseSync } from 'node:sqlite';
import { MidIndex, type MidUse } from '../mid-index.ts';

/** The parts of a head that a mid has to do with: account and mid. */
type Head = readonly [unknown, number, string];

/** Mids are found by the times in them, and no longer by runs of an account's mids. */
export function midTimes(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE mid_times (
      time TEXT NOT NULL,
      block INTEGER NOT NULL,
      PRIMARY KEY (time, block)
    ) STRICT, WITHOUT ROWID;
    DROP TABLE mid_runs;
    DELETE FROM mids;
  `);
  const index = new MidIndex(database);
  const blocks = database.prepare('SELECT position, heads FROM blocks ORDER BY position');
  for (const { position, heads } of blocks.iterate()) {
    const all: Head[] = JSON.parse(String(heads));
    index.add(
      Number(position),
      all.map(([, account, mid]): MidUse => ({ account, mid })),
    );
  }
}
