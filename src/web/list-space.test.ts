import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { meanRowPx, reachOf, settled, settledBelow, spaceFor } from './list-space.ts';

const side = fc.record({ absent: fc.nat(1_000), isAll: fc.boolean() });
const rowPx = fc.double({ min: 16, max: 400, noNaN: true });
/** In the steps in which a browser measures. */
const space = fc.nat(2 ** 22).map((steps) => steps / 64);
const moved = fc.integer({ min: -(2 ** 20), max: 2 ** 20 }).map((steps) => steps / 64);

test('moves nothing that is seen out of its place, and leaves no space where all is in the document', () => {
  fc.assert(
    fc.property(space, moved, side, rowPx, (before, by, beside, row) => {
      const { space: now, turned } = settled(before, by, beside, row);
      assert.ok(now >= 0);
      if (beside.absent === 0) assert.equal(now, 0);
      // The rows have moved by this, and by what the space has grown; what is seen is scrolled by as much.
      assert.equal(by + now - before, turned);
    }),
  );
});

test('scrolls nothing as long as the space gives way, and in whole pixels otherwise', () => {
  const beside = { absent: 100, isAll: true };
  assert.deepEqual(settled(5_000, 312.375, beside, 50), { space: 4_687.625, turned: 0 });
  assert.deepEqual(settled(5_000, -312.375, beside, 50), { space: 5_312.375, turned: 0 });
  assert.deepEqual(settled(100, 312.375, beside, 50), { space: 4_999.625, turned: 5_212 });
  assert.deepEqual(settled(9_900, -312, beside, 50), { space: 5_000, turned: -5_212 });
  assert.deepEqual(settled(100, 300, { absent: 0, isAll: true }, 50), { space: 0, turned: 200 });
  // It is as it was: nothing moves again.
  fc.assert(
    fc.property(space, moved, side, rowPx, (before, by, other, row) => {
      const once = settled(before, by, other, row);
      assert.deepEqual(settled(once.space, 0, other, row), { space: once.space, turned: 0 });
      assert.ok(other.absent === 0 || Number.isInteger(once.turned));
    }),
  );
});

test('keeps more space where more can be fetched', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), rowPx, (absent, row) => {
      const all = spaceFor({ absent, isAll: true }, row);
      assert.ok(Math.abs(all - absent * row) <= 0.5);
      assert.ok(spaceFor({ absent, isAll: false }, row) > all);
      const beside = { absent, isAll: true };
      assert.equal(settledBelow(all * 1.5, beside, row), all * 1.5);
      for (const far of [-all, all / 3, all * 3]) assert.equal(settledBelow(far, beside, row), all);
      assert.equal(settledBelow(all, { absent: 0, isAll: false }, row), 0);
    }),
  );
});

test('reaches no further than there may be rows, however low they are', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 4_320 }), rowPx, (height, row) => {
      const { aheadPx, behindPx } = reachOf(height, row, 160);
      assert.ok(aheadPx >= 0 && aheadPx <= 1.5 * height && behindPx >= aheadPx);
      assert.ok(aheadPx === 0 || (height + 2 * aheadPx) / row <= 160);
    }),
  );
  assert.deepEqual(reachOf(800, 80, 160), { aheadPx: 1_200, behindPx: 1_600 });
  assert.equal(meanRowPx(0, 160), 16);
  assert.equal(meanRowPx(0, 0), 16);
  assert.equal(meanRowPx(8_000, 100), 80);
});
