import type { DatabaseSync } from 'node:sqlite';
import { InputError } from '../base/errors.ts';
import { randomId } from '../base/ids.ts';
import type { Message } from '../chat/tables.ts';
import { BlockWriter } from './block-writer.ts';

/* The schema of the database, step by step. */

/**
 * What brings a database from one schema version to the next, first to last. An entry is never
 * changed once it was released; the schema's version is the number of entries applied.
 */
const migrations: readonly ((database: DatabaseSync) => void)[] = [
  foundation,
  appTokens,
  messageBlocks,
  plainValues,
];

/** The schema version this code reads and writes. */
export const schemaVersion = migrations.length;

/**
 * Brings the database to the present schema, each step in a transaction of its own. Throws InputError
 * if a newer version of the program has written it.
 *
 * @param version where to stop: tests make a database as an older program left it
 */
export function migrate(database: DatabaseSync, version = schemaVersion): void {
  assertNotNewer(database);
  for (const [index, step] of migrations.slice(0, version).entries()) {
    if (index >= readVersion(database)) applyStep(database, step, index + 1);
  }
}

/** Throws InputError unless the database has the present schema: for connections that only read. */
export function assertSchema(database: DatabaseSync): void {
  assertNotNewer(database);
  const version = readVersion(database);
  if (version === schemaVersion) return;
  throw new InputError(
    `The database ${database.location()} has schema ${version}, and this version of partyline reads ${schemaVersion}: start the server once, which brings it up to date.`,
  );
}

function assertNotNewer(database: DatabaseSync): void {
  const version = readVersion(database);
  if (version <= schemaVersion) return;
  throw new InputError(
    `The database ${database.location()} was written by a newer version of partyline (schema ${version}; this one knows up to ${schemaVersion}): install that version, or choose another data folder.`,
  );
}

function readVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}

function applyStep(
  database: DatabaseSync,
  step: (database: DatabaseSync) => void,
  version: number,
): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    step(database);
    database.exec(`PRAGMA user_version = ${version}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/*
 * Messages lie in the order of the journal: every insert goes to the end of the table, however many
 * rooms talk. A mid begins with the time, so that with the mid in front the index grows in one place
 * too, however many accounts talk. Messages have no foreign keys, which would cost two look-ups each; the rules look at both
 * rows anyway. banned_until is REAL because it may be infinite.
 */
function foundation(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE meta (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE accounts (
      id INTEGER PRIMARY KEY,
      uid TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL UNIQUE,
      role TEXT NOT NULL CHECK (role IN ('operator', 'member')),
      record TEXT,
      pending INTEGER NOT NULL CHECK (pending IN (0, 1)),
      created_at INTEGER NOT NULL,
      banned_until REAL NOT NULL,
      ban_reason TEXT NOT NULL,
      reset_hash TEXT,
      reset_expires_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE sessions (
      id TEXT PRIMARY KEY,
      account INTEGER NOT NULL REFERENCES accounts (id),
      device TEXT NOT NULL,
      token_hash TEXT NOT NULL,
      previous_hash TEXT,
      created_at INTEGER NOT NULL,
      last_seen_at INTEGER NOT NULL,
      address TEXT NOT NULL,
      revoked_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX live_sessions ON sessions (account, last_seen_at, id) WHERE revoked_at = 0;
    CREATE INDEX ended_sessions ON sessions (account, last_seen_at, id) WHERE revoked_at > 0;

    CREATE TABLE rooms (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL CHECK (kind IN ('lobby', 'direct'))
    ) STRICT;

    CREATE TABLE members (
      room INTEGER NOT NULL REFERENCES rooms (id),
      account INTEGER NOT NULL REFERENCES accounts (id),
      seen INTEGER NOT NULL,
      PRIMARY KEY (room, account)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX memberships ON members (account, room);

    CREATE TABLE messages (
      position INTEGER PRIMARY KEY,
      room INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      account INTEGER NOT NULL,
      mid TEXT NOT NULL,
      kind TEXT NOT NULL,
      text TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX places ON messages (room, seq);
    CREATE UNIQUE INDEX mids ON messages (mid, account);

    CREATE TABLE invites (
      hash TEXT PRIMARY KEY,
      name TEXT,
      created_by INTEGER NOT NULL REFERENCES accounts (id),
      expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE settings (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE events (
      position INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      actor INTEGER NOT NULL,
      type TEXT NOT NULL,
      data TEXT NOT NULL
    ) STRICT;
  `);
  database.prepare("INSERT INTO meta (key, value) VALUES ('epoch', ?)").run(randomId(16));
}

/*
 * A session with a grant is an app token. The grant is JSON, as nothing is looked up by it; when an
 * account was last here is told by its devices alone, so their index holds nothing else.
 */
function appTokens(database: DatabaseSync): void {
  database.exec(`
    ALTER TABLE sessions ADD COLUMN grant_json TEXT;
    DROP INDEX ended_sessions;
    CREATE INDEX ended_devices ON sessions (account, last_seen_at, id)
      WHERE revoked_at > 0 AND grant_json IS NULL;
    CREATE INDEX ended_tokens ON sessions (account, revoked_at, id)
      WHERE revoked_at > 0 AND grant_json IS NOT NULL;
  `);
}

/*
 * Messages that were committed together lie together: a block is one row however many it holds, so that
 * a batch costs what its bytes cost. The view shows them one by one, for whoever looks with SQL. A block
 * has the position of its last message, and so do the indexes of mids that say where one was used: most
 * are told in runs, see block-writer.ts.
 */
function messageBlocks(database: DatabaseSync): void {
  database.exec(`
    DROP INDEX mids;
    CREATE TABLE blocks (
      position INTEGER PRIMARY KEY,
      room INTEGER NOT NULL,
      last_seq INTEGER NOT NULL,
      messages TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX block_places ON blocks (room, last_seq);

    CREATE TABLE mids (
      mid TEXT NOT NULL,
      account INTEGER NOT NULL,
      block INTEGER NOT NULL,
      PRIMARY KEY (mid, account)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE mid_runs (
      account INTEGER NOT NULL,
      last_mid TEXT NOT NULL,
      first_mid TEXT NOT NULL,
      block INTEGER NOT NULL,
      PRIMARY KEY (account, last_mid)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX run_ends ON mid_runs (last_mid);

    CREATE INDEX operators ON accounts (name) WHERE role = 'operator';

    ALTER TABLE messages RENAME TO single_messages;
  `);
  const writer = new BlockWriter(database);
  const sql = 'SELECT * FROM single_messages ORDER BY room, seq';
  let room = 0;
  for (const row of database.prepare(sql).iterate()) {
    const message = row as unknown as Message;
    if (message.room !== room || message.seq % 500 === 0) writer.flush();
    room = message.room;
    writer.add(message);
  }
  writer.flush();
  database.exec(`
    DROP TABLE single_messages;
    CREATE VIEW messages (position, room, seq, account, mid, kind, text, at) AS
      SELECT message.value ->> 0, room, last_seq - json_array_length(messages) + 1 + message.key,
        message.value ->> 1, message.value ->> 2, message.value ->> 3, message.value ->> 4,
        message.value ->> 5
      FROM blocks, json_each(blocks.messages) AS message;
  `);
}

/*
 * The epoch is a setting, which the rules write when a line begins; one that was made for a store in which
 * no line has begun is dropped. A ban for good has no end, instead of an infinite one: no other machine
 * need know how SQLite keeps that. Memberships get their name, and so does what they keep.
 */
function plainValues(database: DatabaseSync): void {
  database.exec(`
    INSERT INTO settings (key, value)
      SELECT key, value FROM meta WHERE key = 'epoch' AND EXISTS (SELECT 1 FROM rooms);
    DROP TABLE meta;

    ALTER TABLE accounts RENAME COLUMN banned_until TO ban_end;
    ALTER TABLE accounts ADD COLUMN banned_until INTEGER DEFAULT 0;
    UPDATE accounts SET banned_until = iif(ban_end = 9e999, NULL, CAST(ban_end AS INTEGER));
    ALTER TABLE accounts DROP COLUMN ban_end;

    DROP INDEX memberships;
    ALTER TABLE members RENAME TO memberships;
    ALTER TABLE memberships RENAME COLUMN seen TO read_position;
    CREATE INDEX rooms_of_account ON memberships (account, room);
  `);
}
