import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Placed } from './load-report.ts';

/** The messages in a store, read by plain SQL and not by the code that is tested. */
export interface StoredMessages {
  /** In the order of their rooms and places. */
  readonly messages: readonly Placed[];
  /** What SQLite says about the file: `ok`. */
  readonly integrity: string;
}

/** Reads the store of a data folder whose server has stopped. */
export function readStore(dataFolder: string): StoredMessages {
  const database = new DatabaseSync(join(dataFolder, 'line.sqlite'));
  try {
    const messages = database
      .prepare(
        `SELECT rooms.key AS room, seq, accounts.name AS "from", mid, text
         FROM messages JOIN rooms ON rooms.id = room JOIN accounts ON accounts.id = account
         ORDER BY room, seq`,
      )
      .all() as unknown as Placed[];
    const rows = database.prepare('PRAGMA integrity_check').all();
    const integrity = rows.map(({ integrity_check }) => integrity_check).join('; ');
    return { messages, integrity };
  } finally {
    database.close();
  }
}
