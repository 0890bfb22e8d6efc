import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { DatabaseSync } from '../base/sqlite.ts';
import { isStorageFailure, openDatabase } from './database.ts';

describe('openDatabase', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'partyline-database-'));
    file = join(folder, 'line.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('flushes every commit: WAL with synchronous FULL', () => {
    const database = openDatabase(file);
    assert.equal(database.prepare('PRAGMA journal_mode').get()?.journal_mode, 'wal');
    assert.equal(database.prepare('PRAGMA synchronous').get()?.synchronous, 2);
    assert.equal(database.prepare('PRAGMA foreign_keys').get()?.foreign_keys, 1);
    database.close();
  });

  test('gives a new file large pages, and leaves those of an older one', () => {
    const older = new DatabaseSync(file);
    older.exec('PRAGMA page_size = 4096; CREATE TABLE things (name TEXT)');
    older.close();
    assert.deepEqual([file, join(folder, 'new.sqlite')].map(pageBytesOf), [4_096, 8_192]);
  });

  test('makes a file for its owner alone, and narrows one that is not', () => {
    openDatabase(file).close();
    assert.equal(statSync(file).mode & 0o777, 0o600);
    chmodSync(file, 0o644);
    openDatabase(file).close();
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  test('sees through a read-only connection what was committed, and cannot write', () => {
    const database = openDatabase(file);
    database.exec('CREATE TABLE things (name TEXT)');
    const reader = openDatabase(file, { readOnly: true });
    database.exec("INSERT INTO things VALUES ('a')");
    assert.equal(reader.prepare('SELECT name FROM things').get()?.name, 'a');
    assert.throws(() => reader.exec("INSERT INTO things VALUES ('b')"), /readonly/);
    reader.close();
    database.close();
  });

  test('says which file is missing to a reader', () => {
    assert.throws(
      () => openDatabase(file, { readOnly: true }),
      sentence(/line\.sqlite: the file is missing/),
    );
  });

  test('says what is wrong with a file that is no database', () => {
    writeFileSync(file, 'Dear reader, this is no database. '.repeat(100));
    assert.throws(
      () => openDatabase(file),
      sentence(/line\.sqlite: it is not a database; restore/),
    );
  });

  test('says what is wrong with a folder in its place', () => {
    mkdirSync(file);
    assert.throws(() => openDatabase(file), sentence(/line\.sqlite: it is no file/));
  });

  test('tells a storage that fails from a row that is wrong', () => {
    const database = openDatabase(file);
    database.exec('CREATE TABLE things (name TEXT UNIQUE) STRICT');
    database.exec("INSERT INTO things VALUES ('a')");
    assert.equal(
      isStorageFailure(thrownBy(() => database.exec("INSERT INTO things VALUES ('a')"))),
      false,
    );
    const reader = openDatabase(file, { readOnly: true });
    assert.equal(isStorageFailure(thrownBy(() => reader.exec('DELETE FROM things'))), true);
    assert.equal(isStorageFailure(new TypeError('a mistake')), false);
    assert.equal(isStorageFailure(undefined), false);
    reader.close();
    database.close();
  });

  function thrownBy(action: () => void): unknown {
    try {
      action();
    } catch (error) {
      return error;
    }
    return assert.fail('nothing was thrown');
  }

  function sentence(pattern: RegExp) {
    return (error: unknown) => error instanceof InputError && pattern.test(error.message);
  }
});

function pageBytesOf(file: string): unknown {
  const database = openDatabase(file);
  database.exec('CREATE TABLE IF NOT EXISTS others (name TEXT)');
  const bytes = database.prepare('PRAGMA page_size').get()?.page_size;
  database.close();
  return bytes;
}
