import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reach } from './journal.ts';
import { ReachWatch } from './reach-watch.ts';

test('the order is out of reach when tries have failed for longer than an election, until one succeeds', () => {
  const told: Reach[] = [];
  let nowMs = 0;
  const watch = new ReachWatch(
    (reach) => told.push(reach),
    () => nowMs,
  );
  watch.failed('first');
  nowMs = 2_000;
  watch.failed('second');
  watch.succeeded();
  nowMs = 4_000;
  watch.failed('third');
  nowMs = 6_000;
  watch.look();
  assert.deepEqual([told, watch.isReached], [[], true]);
  nowMs = 6_500;
  watch.look();
  watch.failed('fourth');
  assert.equal(watch.isReached, false);
  watch.succeeded();
  watch.succeeded();
  assert.deepEqual(told, [
    { isReached: false, reason: 'third' },
    { isReached: true, reason: '' },
  ]);
});
