import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { firstThatFit, lastThatFit, listBytes } from './fitting.ts';

const lists = fc.array(
  fc.integer({ min: 0, max: 20_000 }).map((length) => 'é'.repeat(length / 2)),
  { maxLength: 12 },
);

const bytesOf = (items: readonly string[]) => Buffer.byteLength(JSON.stringify(items));

describe('a list that may be too long for an answer', () => {
  test('is cut at its start, no more than it has to be', () => {
    fc.assert(
      fc.property(lists, (items) => {
        const { fitting, more } = lastThatFit(items);
        assert.deepEqual(items.slice(more), fitting);
        assert.ok(bytesOf(fitting) <= listBytes + 2);
        if (more > 0) assert.ok(bytesOf(items.slice(more - 1)) > listBytes);
      }),
    );
  });

  test('is cut at its end, no more than it has to be', () => {
    fc.assert(
      fc.property(lists, (items) => {
        const { fitting, more } = firstThatFit(items);
        assert.deepEqual(items.slice(0, items.length - more), fitting);
        assert.ok(bytesOf(fitting) <= listBytes + 2);
        if (more > 0) assert.ok(bytesOf(items.slice(0, items.length - more + 1)) > listBytes);
      }),
    );
  });
});
