import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HighestMids } from './highest-mids.ts';

const post = fc.record({
  account: fc.integer({ min: 1, max: 6 }),
  mid: fc.integer({ min: 10, max: 99 }),
});

test('calls no mid new that its account may have used, however few accounts it keeps', () => {
  fc.assert(
    fc.property(fc.array(post), fc.integer({ min: 1, max: 4 }), (posts, most) => {
      const highest = new HighestMids(() => '50', most);
      const used = new Map<number, number>();
      for (const { account, mid } of posts) {
        const above = Math.max(used.get(account) ?? 0, 50);
        if (highest.raise(account, String(mid))) assert.ok(mid > above);
        used.set(account, Math.max(above, mid));
      }
    }),
  );
});

test('calls every mid new that is higher than the last one of its account', () => {
  const highest = new HighestMids(() => '50');
  assert.equal(highest.raise(1, '51'), true);
  assert.equal(highest.raise(1, '51'), false);
  assert.equal(highest.raise(2, '50'), false);
  assert.equal(highest.raise(2, '51'), true);
  assert.equal(highest.raise(1, '52'), true);
});

test('reads what is stored again after it was told to forget', () => {
  let stored = '10';
  const highest = new HighestMids(() => stored);
  assert.equal(highest.raise(1, '30'), true);
  stored = '20';
  highest.forget();
  assert.equal(highest.raise(1, '15'), false);
  assert.equal(highest.raise(1, '25'), true);
});
