import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { exampleAccount, exampleEntry, exampleRoom } from '../chat/tables.suite.ts';
import { writeContent } from '../words/content.ts';
import { Checkpoints } from './checkpoints.ts';
import { openDatabase } from './database.ts';
import { TestStore } from './store.fixture.ts';

/** Longer than any machine takes for what waits for nobody, in milliseconds. */
const longMs = 60_000;

test('moves the log into the database once it is long enough, and never by itself', (context) => {
  const store = new TestStore();
  context.after(() => store.close());
  let nowMs = 0;
  const checkpoints = new Checkpoints(store.database, 50, () => nowMs);
  store.tables.putAccount(exampleAccount());
  store.tables.putRoom(exampleRoom());
  store.tables.commit();
  // The pages of the schema, which are more with each migration, are no part of it.
  checkpoints.run();

  const moved: number[] = [];
  for (let seq = 1; seq <= 2_000; seq += 1) {
    store.tables.begin();
    store.tables.addEntry(exampleEntry({ seq, position: seq, mid: `mid-${seq}` }));
    store.tables.commit();
    const before = waitingPages();
    nowMs += 20;
    checkpoints.runIfDue();
    if (waitingPages() < before) moved.push(before);
  }
  assert.ok(moved.length > 10);
  assert.ok(moved.every((pages) => pages >= 50 && pages < 70));

  function waitingPages(): number {
    const state = store.database.prepare('PRAGMA wal_checkpoint(NOOP)').get();
    return Number(state?.log) - Number(state?.checkpointed);
  }
});

test('drops erased text from the log as soon as no reader needs it, and waits for none', (context) => {
  const store = new TestStore();
  context.after(() => store.close());
  const checkpoints = new Checkpoints(store.database);
  store.tables.putAccount(exampleAccount());
  store.tables.putRoom(exampleRoom());
  const content = writeContent({ kind: 'text', text: 'a secret' });
  store.tables.addEntry(exampleEntry({ content }));
  store.tables.commit();
  checkpoints.dropErasedText();
  assert.ok(isInFiles('a secret'));

  const reader = openDatabase(store.file, { readOnly: true });
  context.after(() => reader.close());
  const rows = reader.prepare('SELECT contents FROM blocks').iterate();
  rows.next();
  store.tables.begin();
  store.tables.eraseEntry(1, 1);
  store.tables.commit();
  assert.ok(store.tables.takeErased());
  assert.ok(!store.tables.takeErased());
  checkpoints.textWasErased();
  store.database.exec(`PRAGMA busy_timeout = ${longMs}`);
  const begunAt = performance.now();
  checkpoints.dropErasedText();
  assert.ok(performance.now() - begunAt < longMs / 2, 'it does not wait for the reader');
  assert.ok(isInFiles('a secret'));
  rows.return?.();
  checkpoints.dropErasedText();
  assert.ok(!isInFiles('a secret'));
  assert.equal(store.database.prepare('PRAGMA busy_timeout').get()?.timeout, longMs);

  function isInFiles(text: string): boolean {
    return ['', '-wal'].some((end) => readFileSync(store.file + end, 'latin1').includes(text));
  }
});
