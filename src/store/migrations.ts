import type { DatabaseSync } from 'node:sqlite';
import { InputError } from '../base/errors.ts';
import { randomId } from '../base/ids.ts';
import { directKey } from '../chat/rooms.ts';
import { writeContent } from '../words/content.ts';
import type { MessageKind } from '../words/message-kind.ts';
import { isDiskFull } from './database.ts';
import { amendments } from './migrations/amendments.ts';
import { attachments } from './migrations/attachments.ts';
import { blockChecksums } from './migrations/block-checksums.ts';
import { droppedBlocks } from './migrations/dropped-blocks.ts';
import { midTimes } from './migrations/mid-times.ts';
import { rooms } from './migrations/rooms.ts';
import { sanctions } from './migrations/sanctions.ts';
import { streamPosition } from './migrations/stream-position.ts';
import { urgents } from './migrations/urgents.ts';

/* The schema of the database, step by step. */

/**
 * The steps that bring a database from one schema version to the next, first to last. An entry is never
 * changed once it was released; the schema's version is the number of entries applied.
 */
const migrations: readonly ((database: DatabaseSync) => void)[] = [
  foundation,
  appTokens,
  messageBlocks,
  plainValues,
  contents,
  roomIds,
  terms,
  deviceTokens,
  waitingAccounts,
  sanctions,
  amendments,
  preferences,
  rooms,
  urgents,
  receipts,
  droppedBlocks,
  blockChecksums,
  streamPosition,
  attachments,
  midTimes,
];

/** The schema version this code reads and writes. */
export const schemaVersion = migrations.length;

/**
 * Brings the database to the present schema, in one transaction: whatever ends it, the database is as before or as it
 * shall be. Throws InputError if a newer version of the program has written it, or if there is no room on the disk.
 *
 * @param version where to stop: tests make a database as an older program left it
 */
export function migrate(database: DatabaseSync, version = schemaVersion): void {
  assertNotNewer(database);
  const before = readVersion(database);
  if (before >= version) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const step of migrations.slice(before, version)) step(database);
    database.exec(`PRAGMA user_version = ${version}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw isDiskFull(error) ? noRoom(database) : error;
  }
}

function noRoom(database: DatabaseSync): InputError {
  return new InputError(
    `Cannot bring the database ${database.location()} up to date: its disk is full. It is as before; make room for three times its size, and start again.`,
  );
}

/** Throws InputError if the database has no tables: it is no store, or only the empty half of one. */
export function assertBegun(database: DatabaseSync): void {
  if (readVersion(database) > 0) return;
  const file = database.location();
  throw new InputError(
    `The database ${file} has no line in it: it was made empty, or copied without ${file}-wal. ` +
      'Restore it from a backup; or, to give it up for good, start once with --new-identity, which begins a new line in it.',
  );
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

/** Throws InputError if a newer version of the program has written the database. */
export function assertNotNewer(database: DatabaseSync): void {
  const version = readVersion(database);
  if (version <= schemaVersion) return;
  throw new InputError(
    `The database ${database.location()} was written by a newer version of partyline (schema ${version}; this one knows up to ${schemaVersion}): install that version, or choose another data folder.`,
  );
}

/** The version of the schema that the database has; 0: it has no tables. */
export function readVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
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

    INSERT INTO blocks (position, room, last_seq, messages)
      SELECT max(position), room, max(seq),
        json_group_array(json_array(position, account, mid, kind, text, at) ORDER BY seq)
      FROM single_messages GROUP BY room, (seq - 1) / 500;
    INSERT INTO mids (mid, account, block)
      SELECT mid, account, max(position) OVER (PARTITION BY room, (seq - 1) / 500)
      FROM single_messages;

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

/** A message in a block of before: position, account, mid, kind, text, at. */
type BlockMessage = readonly [number, number, string, MessageKind, string, number];

/*
 * An entry has one content, which is copied as it is: the contents of a block lie beside each other, and
 * what the store has to know of an entry in front of them, see block.ts. The view shows both, one by one.
 */
function contents(database: DatabaseSync): void {
  database.exec(`
    DROP VIEW messages;
    ALTER TABLE blocks RENAME TO old_blocks;
    DROP INDEX block_places;
    CREATE TABLE blocks (
      position INTEGER PRIMARY KEY,
      room INTEGER NOT NULL,
      last_seq INTEGER NOT NULL,
      heads TEXT NOT NULL,
      contents TEXT NOT NULL
    ) STRICT;
  `);
  const add = database.prepare('INSERT INTO blocks VALUES (?, ?, ?, ?, ?)');
  for (const row of database.prepare('SELECT * FROM old_blocks ORDER BY position').iterate()) {
    const messages: BlockMessage[] = JSON.parse(String(row.messages));
    const written = messages.map(([, , , kind, text]) => writeContent({ kind, text }));
    const heads = messages.map(([position, account, mid, , , at], index) => {
      return [position, account, mid, at, written[index]?.length];
    });
    const { position, room, last_seq: lastSeq } = row as Record<string, number>;
    add.run(position ?? 0, room ?? 0, lastSeq ?? 0, JSON.stringify(heads), `[${written}]`);
  }
  database.exec(`
    DROP TABLE old_blocks;
    CREATE UNIQUE INDEX block_places ON blocks (room, last_seq);
    CREATE VIEW messages (position, room, seq, account, mid, kind, text, at, content, of) AS
      SELECT head.value ->> 0, room, last_seq - json_array_length(heads) + 1 + head.key,
        head.value ->> 1, head.value ->> 2, content.value ->> '$.kind', content.value ->> '$.text',
        head.value ->> 3, content.value, coalesce(head.value ->> 5, 0)
      FROM blocks, json_each(heads) AS head, json_each(contents) AS content
      WHERE content.key = head.key;
  `);
}

/*
 * A room is known on the wire by an id that says nothing. Those of direct conversations were the numbers of
 * their accounts (@3.17), also in the grants of app tokens, where the conversation need not have begun.
 */
function roomIds(database: DatabaseSync): void {
  const uidOf = database.prepare('SELECT uid FROM accounts WHERE id = ?');
  const idOf = (key: string): string => {
    const uids = accountsIn(key).map((account) => ({ uid: String(uidOf.get(account)?.uid) }));
    return directKey(uids[0] as { uid: string }, uids[1] as { uid: string });
  };
  const rename = database.prepare('UPDATE rooms SET key = ? WHERE key = ?');
  for (const row of database.prepare("SELECT key FROM rooms WHERE kind = 'direct'").all()) {
    rename.run(idOf(String(row.key)), String(row.key));
  }
  const granted = database.prepare(
    "SELECT id, grant_json AS json FROM sessions WHERE grant_json LIKE '%@%'",
  );
  const regrant = database.prepare('UPDATE sessions SET grant_json = ? WHERE id = ?');
  for (const { id, json } of granted.all()) {
    const grant: { rooms: string[] | null } = JSON.parse(String(json));
    const rooms = grant.rooms?.map((key) => {
      if (!key.startsWith('@')) return key;
      beginConversation(database, idOf(key), accountsIn(key));
      return idOf(key);
    });
    regrant.run(JSON.stringify({ ...grant, rooms: rooms ?? null }), String(id));
  }
}

function accountsIn(key: string): number[] {
  return key.slice(1).split('.').map(Number);
}

/** Makes a conversation that is missing. */
function beginConversation(database: DatabaseSync, key: string, accounts: readonly number[]): void {
  const add = database.prepare(`INSERT OR IGNORE INTO rooms (id, key, kind)
    SELECT coalesce(max(id), 0) + 1, ?, 'direct' FROM rooms`);
  if (add.run(key).changes === 0) return;
  const enter = database.prepare(`INSERT INTO memberships (room, account, read_position)
    SELECT id, ?, 0 FROM rooms WHERE key = ?`);
  for (const account of accounts) enter.run(account, key);
}

/* The history of before belongs to no term: nobody can have been told of one. */
function terms(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE terms (
      first_position INTEGER PRIMARY KEY,
      id TEXT NOT NULL,
      began_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX term_ids ON terms (id);
  `);
}

/*
 * A session knows the family of its device tokens, and which connections resumed it; one of before learns
 * them when its device comes back. Of the app tokens that there are its devices were told.
 */
function deviceTokens(database: DatabaseSync): void {
  database.exec(`
    ALTER TABLE sessions ADD COLUMN family_hash TEXT;
    ALTER TABLE sessions ADD COLUMN resumed_by_json TEXT;
    ALTER TABLE sessions ADD COLUMN shown_after_json TEXT;
    ALTER TABLE sessions ADD COLUMN told_at INTEGER NOT NULL DEFAULT 0;
    UPDATE sessions SET told_at = last_seen_at;
  `);
}

/* Those who wait are counted at each sign-up, among any number of accounts. */
function waitingAccounts(database: DatabaseSync): void {
  database.exec('CREATE INDEX waiting_accounts ON accounts (id) WHERE pending = 1');
}

/* The wishes of a person that all their devices share; whoever has changed none has no row. */
function preferences(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE preferences (
      account INTEGER PRIMARY KEY,
      away_json TEXT,
      notify TEXT NOT NULL,
      rooms_json TEXT NOT NULL,
      words_json TEXT NOT NULL,
      ignored_json TEXT NOT NULL,
      bell INTEGER NOT NULL,
      desktop INTEGER NOT NULL,
      typing INTEGER NOT NULL
    ) STRICT;
  `);
}

/* Whoever has chosen nothing lets others know what was read. */
function receipts(database: DatabaseSync): void {
  database.exec('ALTER TABLE preferences ADD COLUMN receipts INTEGER NOT NULL DEFAULT 1');
}
