import type { DatabaseSync } from 'node:sqlite';

/** Lays beside messages what became of them; their own rows only lose text, and keep their size. */
export function amendments(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE amendments (
      room INTEGER NOT NULL,
      of INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('edit', 'deletion', 'reaction')),
      account INTEGER NOT NULL,
      emoji TEXT NOT NULL,
      PRIMARY KEY (room, of, seq)
    ) STRICT, WITHOUT ROWID;
  `);
}
