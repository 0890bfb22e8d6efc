import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { openDatabase } from './database.ts';
import { Directory } from './directory.ts';
import { HistoryQueries } from './history-queries.ts';
import { assertSchema, migrate, schemaVersion } from './migrations.ts';
import { SqliteTables } from './sqlite-tables.ts';

describe('migrations', () => {
  let folder: string;
  let database: DatabaseSync;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'partyline-migrations-'));
    database = openDatabase(join(folder, 'line.sqlite'));
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  function epoch(): unknown {
    return database.prepare("SELECT value FROM meta WHERE key = 'epoch'").get()?.value;
  }

  test('bring an empty database to the present schema, with an epoch of its own', () => {
    assert.throws(() => assertSchema(database), InputError);
    migrate(database);
    assertSchema(database);
    assert.equal(database.prepare('PRAGMA user_version').get()?.user_version, schemaVersion);
    assert.match(String(epoch()), /^[A-Za-z0-9_-]{22}$/);
  });

  test('leave a database of the present schema as it is', () => {
    migrate(database);
    const before = epoch();
    migrate(database);
    assert.equal(epoch(), before);
  });

  test('take the sessions of schema 1 over as those of devices, live, ended and last used', () => {
    migrate(database, 1);
    database.exec(`
      INSERT INTO accounts VALUES (1, 'uid', 'ana', 'member', 'record', 0, 1000, 0, '', NULL, 0);
      INSERT INTO sessions VALUES ('live', 1, 'laptop', 'hash', 'before', 1000, 2000, '::1', 0);
      INSERT INTO sessions VALUES ('ended', 1, 'phone', 'hash', NULL, 1000, 3000, '::1', 4000);
      INSERT INTO rooms VALUES (1, 'lobby', 'lobby');
      INSERT INTO messages VALUES (1, 1, 1, 1, 'mid', 'text', 'hello', 1500);
    `);
    assert.throws(() => assertSchema(database), InputError);
    const before = epoch();
    migrate(database);
    assertSchema(database);
    assert.equal(epoch(), before, 'the history is the same one');
    const tables = new SqliteTables(database);
    const device = { account: 1, grant: null, tokenHash: 'hash', createdAt: 1_000, address: '::1' };
    const live = { id: 'live', device: 'laptop', previousHash: 'before', lastSeenAt: 2_000 };
    const ended = { id: 'ended', device: 'phone', previousHash: null, lastSeenAt: 3_000 };
    assert.deepEqual(tables.liveSessions(1), [{ ...device, ...live, revokedAt: 0 }]);
    assert.deepEqual(tables.session('ended'), { ...device, ...ended, revokedAt: 4_000 });
    assert.equal(tables.room(1)?.lastSeq, 1);
    const directory = new Directory(join(folder, 'line.sqlite'));
    assert.equal(directory.lastDeviceOf(1)?.id, 'ended');
    directory.close();
  });

  test('take the messages of schema 2 over, each at its place, and know their mids', () => {
    migrate(database, 2);
    database.exec(`
      INSERT INTO accounts VALUES (1, 'uid', 'ana', 'member', 'record', 0, 1000, 0, '', NULL, 0);
      INSERT INTO rooms VALUES (1, 'lobby', 'lobby'), (2, '@1.2', 'direct');
    `);
    const insert = database.prepare("INSERT INTO messages VALUES (?, ?, ?, 1, ?, 'text', ?, ?)");
    const count = 1_200;
    for (let index = 1; index <= count; index += 1) {
      const [room, seq] = index % 3 === 0 ? [2, index / 3] : [1, index - Math.floor(index / 3)];
      insert.run(index, room, seq, `mid-${(index * 7) % 1_999}`, `text "${index}"`, 1_000 + index);
    }
    const before = database.prepare('SELECT * FROM messages ORDER BY position').all();
    migrate(database);
    assertSchema(database);
    const sql = 'SELECT * FROM messages ORDER BY position';
    assert.deepEqual(database.prepare(sql).all(), before);
    const tables = new SqliteTables(database);
    assert.equal(tables.room(1)?.lastSeq, 800);
    assert.equal(tables.room(2)?.lastSeq, 400);
    assert.equal(tables.nextPosition(), count + 1);
    assert.equal(tables.messageByMid(1, 'mid-7')?.text, 'text "1"');
    const queries = new HistoryQueries(database);
    const page = queries.answer({
      direction: 'after',
      room: 1,
      seq: 0,
      limit: 2_000,
      maxBytes: 1e9,
    });
    assert.deepEqual(
      page.messages.map(({ seq }) => seq),
      Array.from({ length: 800 }, (_, at) => at + 1),
    );
  });

  test('leave nothing behind when one fails', () => {
    database.exec('CREATE TABLE settings (in_the_way TEXT)');
    assert.throws(() => migrate(database), /settings already exists/);
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    assert.deepEqual(
      tables.map(({ name }) => name),
      ['settings'],
    );
    assert.equal(database.prepare('PRAGMA user_version').get()?.user_version, 0);
  });

  test('refuse a schema of the future, and say what to do', () => {
    migrate(database);
    database.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
    const refused = (error: unknown) =>
      error instanceof InputError &&
      error.message.includes('line.sqlite was written by a newer version of partyline') &&
      error.message.includes('install that version');
    assert.throws(() => migrate(database), refused);
    assert.throws(() => assertSchema(database), refused);
  });
});
