import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateLimit } from './rate-limit.ts';

function limitAt(options: { burst: number; refillMs: number; maxKeys?: number }) {
  const clock = { time: 1_000_000, elapsed: () => clock.time };
  return { clock, limit: new RateLimit(options, clock) };
}

test('allows a burst, then one call in every refill time', () => {
  const { clock, limit } = limitAt({ burst: 3, refillMs: 100 });
  assert.deepEqual(
    [1, 2, 3, 4].map(() => limit.take('a')),
    [0, 0, 0, 100],
  );
  clock.time += 99;
  assert.equal(limit.take('a'), 1);
  clock.time += 1;
  assert.equal(limit.take('a'), 0);
  assert.equal(limit.take('a'), 100);
});

test('never gives more than a burst after a long silence', () => {
  const { clock, limit } = limitAt({ burst: 2, refillMs: 100 });
  clock.time += 1_000_000;
  assert.deepEqual(
    [1, 2, 3].map(() => limit.take('a')),
    [0, 0, 100],
  );
});

test('counts keys apart', () => {
  const { limit } = limitAt({ burst: 1, refillMs: 100 });
  assert.equal(limit.take('a'), 0);
  assert.equal(limit.take('b'), 0);
  assert.equal(limit.take('a'), 100);
});

test('forgets the key that called least recently when it knows too many', () => {
  const { limit } = limitAt({ burst: 1, refillMs: 100, maxKeys: 2 });
  for (const key of ['a', 'b', 'c']) assert.equal(limit.take(key), 0);
  assert.equal(limit.take('c'), 100);
  assert.equal(limit.take('a'), 0);
});
