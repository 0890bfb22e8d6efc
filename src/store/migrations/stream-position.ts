import type { DatabaseSync } from 'node:sqlite';

/* A store of one machine has no row in either table. */
export function streamPosition(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE stream_position (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      stream TEXT NOT NULL,
      sequence INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE writers (
      id TEXT PRIMARY KEY,
      last INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `);
}
