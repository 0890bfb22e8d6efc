import type { DatabaseSync } from 'node:sqlite';

/**
 * Keeps which files were posted with which messages, and which were sent and may be posted. The indexes tell whether
 * a file is needed, what those of an account take, and whose time is over, without reading the rows.
 */
export function attachments(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE attachments (
      room INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      account INTEGER NOT NULL,
      hash TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (room, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX attachment_files ON attachments (hash);
    CREATE INDEX attachment_owners ON attachments (account, hash, bytes);
    CREATE INDEX attachment_times ON attachments (at, room, seq);
    CREATE TABLE uploads (
      account INTEGER NOT NULL,
      hash TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (account, hash)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX upload_files ON uploads (hash);
    CREATE INDEX upload_times ON uploads (at, account, hash);
  `);
}
