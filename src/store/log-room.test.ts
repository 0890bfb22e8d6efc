import assert from 'node:assert/strict';
import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exampleAccount, exampleEntry, exampleRoom } from '../chat/tables.suite.ts';
import { openDatabase } from './database.ts';
import { LogRoom } from './log-room.ts';
import { SqliteTables } from './sqlite-tables.ts';
import { TestStore } from './store.fixture.ts';

const mebibyte = 1024 * 1024;

test('makes the log longer step by step, to a bound, and commits go into that room', (context) => {
  const { store, room } = makeStore(context, 2.5 * mebibyte);
  put(store, 1);
  const sizes = [0, 1, 2, 3].map(() => {
    room.lengthen();
    return logBytes(store);
  });
  const first = sizes[0] as number;
  assert.ok(first > mebibyte && first < 1.5 * mebibyte, `${first} bytes`);
  assert.deepEqual(sizes.slice(1), [first + mebibyte, 2.5 * mebibyte, 2.5 * mebibyte]);
  for (let seq = 2; seq <= 20; seq += 1) put(store, seq);
  assert.equal(logBytes(store), 2.5 * mebibyte);
  assert.equal(afterCrash(store), 20);
});

test('a log that holds nothing but room is an empty one', (context) => {
  const { store, room } = makeStore(context, mebibyte);
  put(store, 1);
  store.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  assert.equal(logBytes(store), 0);
  room.lengthen();
  assert.equal(afterCrash(store), 1);
  put(store, 2);
  assert.equal(logBytes(store), mebibyte);
  assert.equal(afterCrash(store), 2);
});

function makeStore(context: { after(action: () => void): void }, bytes: number) {
  const store = new TestStore();
  store.tables.putAccount(exampleAccount());
  store.tables.putRoom(exampleRoom());
  store.tables.commit();
  const room = new LogRoom(store.file, bytes);
  context.after(() => {
    room.close();
    store.close();
  });
  return { store, room };
}

function put({ tables }: TestStore, seq: number): void {
  tables.begin();
  tables.addEntry(exampleEntry({ seq, position: seq, mid: `mid-${seq}` }));
  tables.commit();
}

function logBytes({ file }: TestStore): number {
  return statSync(`${file}-wal`).size;
}

/** The number of the last entry that a program finds which opens the files as they are. */
function afterCrash({ file, folder }: TestStore): number | undefined {
  const copy = join(folder, 'copy.sqlite');
  for (const end of ['', '-wal']) copyFileSync(file + end, copy + end);
  const database = openDatabase(copy);
  const last = new SqliteTables(database).room(1)?.lastSeq;
  database.close();
  return last;
}
