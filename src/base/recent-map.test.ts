import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RecentMap } from './recent-map.ts';

test('never holds more than its bound', () => {
  const map = new RecentMap<number, number>(10);
  for (let key = 0; key < 1_000; key += 1) {
    map.set(key, key);
    assert.ok(map.size <= 10);
  }
  assert.ok(map.size >= 5);
});

test('keeps what is used while others come and go', () => {
  const map = new RecentMap<number, string>(10);
  map.set(-1, 'used');
  for (let key = 0; key < 1_000; key += 1) {
    map.set(key, 'once');
    assert.equal(map.get(-1), 'used');
  }
  assert.equal(map.get(0), undefined);
});

test('gives only the last value set, and none after a delete', () => {
  const key = fc.integer({ min: 0, max: 6 });
  const step = fc.oneof(
    fc.record({ key, value: fc.integer() }),
    fc.record({ key, value: fc.constant(undefined) }),
  );
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const map = new RecentMap<number, number>(6);
      const model = new Map<number, number>();
      for (const { key, value } of steps) {
        if (value === undefined) {
          map.delete(key);
          model.delete(key);
        } else {
          map.set(key, value);
          model.set(key, value);
          assert.equal(map.get(key), value);
        }
        for (const held of model.keys()) {
          const found = map.get(held);
          assert.ok(found === undefined || found === model.get(held));
        }
        if (!model.has(key)) assert.equal(map.get(key), undefined);
      }
    }),
  );
});
