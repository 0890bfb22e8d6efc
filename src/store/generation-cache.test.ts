import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GenerationCache } from './generation-cache.ts';

test('never holds more than its bound', () => {
  const cache = new GenerationCache<number, number>(10);
  for (let key = 0; key < 1_000; key += 1) {
    cache.set(key, key);
    assert.ok(cache.size <= 10);
  }
  assert.ok(cache.size >= 5);
});

test('keeps what is used while others come and go', () => {
  const cache = new GenerationCache<number, string>(10);
  cache.set(-1, 'used');
  for (let key = 0; key < 1_000; key += 1) {
    cache.set(key, 'once');
    assert.equal(cache.get(-1), 'used');
  }
  assert.equal(cache.get(0), undefined);
});

test('gives only the last value set, and none after a delete', () => {
  const key = fc.integer({ min: 0, max: 6 });
  const step = fc.oneof(
    fc.record({ key, value: fc.integer() }),
    fc.record({ key, value: fc.constant(undefined) }),
  );
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const cache = new GenerationCache<number, number>(6);
      const model = new Map<number, number>();
      for (const { key, value } of steps) {
        if (value === undefined) {
          cache.delete(key);
          model.delete(key);
        } else {
          cache.set(key, value);
          model.set(key, value);
          assert.equal(cache.get(key), value);
        }
        for (const held of model.keys()) {
          const found = cache.get(held);
          assert.ok(found === undefined || found === model.get(held));
        }
        if (!model.has(key)) assert.equal(cache.get(key), undefined);
      }
    }),
  );
});
