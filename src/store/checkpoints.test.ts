import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleAccount, exampleEntry, exampleRoom } from '../chat/tables.suite.ts';
import { Checkpoints } from './checkpoints.ts';
import { TestStore } from './store.fixture.ts';

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
