import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { openDatabase } from './database.ts';
import { assertSchema, migrate, schemaVersion } from './migrations.ts';

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
