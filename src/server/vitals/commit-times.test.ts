import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommitTimes } from './commit-times.ts';

/** Whether a measured time is as told, within the two figures that are kept. */
function isNear(given: number, wanted: number): boolean {
  return Math.abs(given - wanted) <= wanted / 50;
}

test('quantiles are those of the times that were added', () => {
  const times = new CommitTimes();
  for (let ms = 1; ms <= 100; ms++) times.add(ms, 1_000 + ms);
  const { count, p50Us, p99Us, maxUs } = times.quantiles(1_200);
  assert.equal(count, 100);
  assert.ok(isNear(p50Us, 50_000), String(p50Us));
  assert.ok(isNear(p99Us, 99_000), String(p99Us));
  assert.ok(isNear(maxUs, 100_000), String(maxUs));
});

test('a time counts for a minute at least and for two at most, also when nothing is added after it', () => {
  const times = new CommitTimes();
  times.add(7, 0);
  assert.equal(times.quantiles(59_999).count, 1);
  assert.equal(times.quantiles(119_999).count, 1);
  assert.equal(times.quantiles(120_000).count, 0);
  times.add(7, 200_000);
  assert.equal(times.quantiles(400_000).count, 0);
  assert.deepEqual(times.quantiles(400_000), { count: 0, p50Us: 0, p99Us: 0, maxUs: 0 });
});

test('a time beyond a minute and one of nothing are taken', () => {
  const times = new CommitTimes();
  times.add(3_600_000, 0);
  times.add(0, 0);
  const { count, maxUs } = times.quantiles(0);
  assert.equal(count, 2);
  assert.ok(isNear(maxUs, 60_000_000));
});
