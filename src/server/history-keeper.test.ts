import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { silentLog } from '../base/log.ts';
import { apply } from '../chat/apply.ts';
import type { DropHistory } from '../chat/history-drop.ts';
import { exampleAccount, exampleEntry, exampleRoom } from '../chat/tables.suite.ts';
import { HistoryQueries } from '../store/history-queries.ts';
import { letShrink, shrink } from '../store/shrinking.ts';
import { TestStore } from '../store/store.fixture.ts';
import { writeContent } from '../words/content.ts';
import { HistoryKeeper } from './history-keeper.ts';
import type { Keep } from './live-settings.ts';

const hourMs = 3_600_000;

/** A store of two rooms in which something was said each hour, and a keeper over it. */
function storeOf(hours: number, keep: Keep) {
  const store = new TestStore();
  after(() => store.close());
  store.tables.commit();
  letShrink(store.database);
  store.tables.begin();
  store.tables.putAccount(exampleAccount({ id: 1 }));
  for (const id of [1, 2]) store.tables.putRoom(exampleRoom({ id, key: `room-${id}` }));
  for (let hour = 1; hour <= hours; hour += 1) {
    for (const room of [1, 2]) {
      const position = store.tables.nextPosition();
      const content = writeContent({ kind: 'text', text: `hour ${hour}: ${'x'.repeat(9_000)}` });
      const mid = `mid-${room}-${String(hour).padStart(4, '0')}`;
      const entry = { room, seq: hour, position, account: 1, mid, at: hour * hourMs, content };
      store.tables.addEntry(exampleEntry(entry));
    }
    store.commit();
  }
  const queries = new HistoryQueries(store.database);
  const keeper = new HistoryKeeper({
    history: {
      oldest: async (position) => queries.answer({ direction: 'oldest', after: position }),
    },
    journal: {
      request: async (proposal) => {
        const outcome = apply(store.tables, proposal as DropHistory);
        store.tables.commit();
        shrink(store.database);
        store.tables.begin();
        return outcome as never;
      },
    },
    clock: { now: () => hours * hourMs, elapsed: () => 0 },
    log: silentLog,
    line: { keep },
  });
  const drop = async () => {
    let dropped = 0;
    for (let step = await keeper.drop(); step > 0; step = await keeper.drop()) dropped += step;
    return dropped;
  };
  const seqsOf = (room: number) => {
    const bounds = { limit: 1_000, maxBytes: 100_000_000 };
    const { first, count, droppedThrough } = new HistoryQueries(store.database).answer({
      direction: 'after',
      room,
      seq: 0,
      ...bounds,
    });
    assert.equal(droppedThrough, first - 1);
    return [first, first + count - 1];
  };
  return { store, drop, seqsOf, queries };
}

test('drops what is older, whole and for good, and uses no number again', async () => {
  const { store, drop, seqsOf, queries } = storeOf(50, { ms: 10 * hourMs, bytes: undefined });
  const pages = () => Number(store.database.prepare('PRAGMA page_count').get()?.page_count);
  const pagesBefore = pages();
  assert.equal(await drop(), 2 * 39);
  assert.deepEqual(
    [seqsOf(1), seqsOf(2)],
    [
      [40, 50],
      [40, 50],
    ],
  );
  assert.equal(store.tables.entry(1, 39), undefined);
  assert.equal(store.tables.entryByMid(1, 'mid-1-0039'), undefined);
  assert.equal(store.tables.entryByMid(1, 'mid-1-0040')?.seq, 40);
  assert.deepEqual(queries.answer({ direction: 'find', room: 1, at: 0 }), {
    after: 39,
    droppedThrough: 39,
  });
  assert.ok(pages() < pagesBefore / 2, `${pages()} pages of ${pagesBefore} are left`);
  assert.equal(await drop(), 0);

  const tables = store.reopen();
  assert.deepEqual([tables.room(1)?.lastSeq, tables.nextPosition()], [50, 101]);
  const count = (table: string) =>
    Number(store.database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  assert.deepEqual([count('mid_times'), count('messages'), count('blocks')], [22, 22, 24]);
});

test('keeps the numbers of rooms of which nothing is left', async () => {
  const { store, drop, seqsOf } = storeOf(5, { ms: 1, bytes: undefined });
  store.tables.putRoom(exampleRoom({ id: 3, key: 'room-3' }));
  assert.equal(await drop(), 8);
  store.tables.dropEntries(1, 5);
  store.commit();
  const tables = store.reopen();
  assert.deepEqual([tables.room(1)?.lastSeq, tables.nextPosition()], [5, 11]);
  const said = { room: 1, seq: 6, position: 11, account: 1, mid: 'mid-1-0006', at: 9 * hourMs };
  assert.equal(tables.addEntry(exampleEntry(said)), undefined);
  store.commit();
  assert.deepEqual(seqsOf(1), [6, 6]);
});

test('drops the oldest where the database takes too much, but nothing of the last hour', async () => {
  const { store, drop, seqsOf } = storeOf(100, { ms: undefined, bytes: 1_000_000 });
  const used = () => {
    const sql =
      'SELECT (page_count - freelist_count) * page_size AS n FROM pragma_page_count, pragma_freelist_count, pragma_page_size';
    return Number(store.database.prepare(sql).get()?.n);
  };
  assert.ok(used() > 1_500_000);
  assert.ok((await drop()) > 50);
  assert.ok(used() <= 1_000_000 && used() > 800_000, `${used()} bytes are left`);
  assert.equal(seqsOf(1)[1], 100);

  const tight = storeOf(3, { ms: undefined, bytes: 1 });
  assert.equal(await tight.drop(), 4);
  assert.deepEqual(tight.seqsOf(1), [3, 3]);
});
