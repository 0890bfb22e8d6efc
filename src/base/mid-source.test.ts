import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MidSource } from './mid-source.ts';

test('makes mids that rise as texts, whatever the clock does', () => {
  const times = fc.array(fc.integer({ min: 0, max: 2 ** 48 - 1_000 }), { minLength: 2 });
  fc.assert(
    fc.property(times, (clock) => {
      const source = new MidSource();
      const mids = clock.flatMap((now) => [source.next(now), source.next(now)]);
      assert.deepEqual(mids, [...new Set(mids)].sort());
    }),
  );
});

test('makes mids of 16 bytes in base64url, which two sources do not share', () => {
  const [one, other] = [new MidSource().next(1_000), new MidSource().next(1_000)];
  assert.equal(Buffer.from(one, 'base64url').toString('base64url'), one);
  assert.equal(Buffer.from(one, 'base64url').length, 16);
  assert.notEqual(one, other);
});
