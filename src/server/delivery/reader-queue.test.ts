import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { silentLog } from '../../base/log.ts';
import type { Feed, Reader } from './reader.ts';
import { type ReaderConnection, ReaderQueue } from './reader-queue.ts';

/** A reader's queue over a store whose pages are answered by the test. */
function queueOf() {
  const reader = {} as Reader;
  const sets = { live: new Set<Reader>(), behind: new Set<Reader>() };
  const feed: Feed = { room: 1, key: 'lobby', lastSeq: 9, unmarkedBytes: 0, ...sets };
  const pages: PromiseWithResolvers<unknown>[] = [];
  const sent: number[] = [];
  const history = {
    after: () => {
      const page = Promise.withResolvers<unknown>();
      pages.push(page);
      return page.promise;
    },
  };
  const connection = {
    channel: { draining: false, pendingBytes: 0 },
    log: silentLog,
    unreadBytes: 0,
    sendFrames: (_: Buffer, count: number) => sent.push(count),
  } as unknown as ReaderConnection;
  const queue = new ReaderQueue({
    connection,
    history: history as never,
    maxBytes: 1_024,
    reader,
  });
  const answer = async (first: number, count: number) => {
    pages.shift()?.resolve({ first, count, runs: '[]' });
    await nextTurn();
  };
  return { reader, feed, queue, sent, pages, answer };
}

test('feeds a room from the store until its reader has everything, and is live', async () => {
  const { reader, feed, queue, sent, pages, answer } = queueOf();
  queue.startBehind(feed, 4);
  assert.ok(feed.behind.has(reader));
  await answer(5, 3);
  assert.equal(queue.sentOf(feed), 7);
  await answer(8, 2);
  assert.deepEqual([sent, pages], [[1, 1], []]);
  assert.ok(feed.live.has(reader) && !feed.behind.has(reader));
  assert.equal(queue.sentOf(feed), 9);
});

test('sends nothing of a room that its reader has left while a page was read', async () => {
  const { reader, feed, queue, sent, pages, answer } = queueOf();
  queue.startBehind(feed, 4);
  feed.behind.delete(reader);
  await answer(5, 3);
  assert.deepEqual([sent, pages], [[], []]);
  assert.ok(!feed.live.has(reader) && !feed.behind.has(reader));
});
