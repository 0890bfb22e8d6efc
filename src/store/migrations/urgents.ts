import type { DatabaseSync } from 'node:sqlite';

/** Keeps for each urgent message to whom it is addressed, and when they acknowledged it. */
export function urgents(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE urgents (
      room INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      account INTEGER NOT NULL,
      sender INTEGER NOT NULL,
      at INTEGER NOT NULL,
      acknowledged_at INTEGER,
      PRIMARY KEY (room, seq, account)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX open_urgents ON urgents (account, at, room, seq) WHERE acknowledged_at IS NULL;
  `);
}
