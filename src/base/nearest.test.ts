import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { editDistance, nearest } from './nearest.ts';

/** The definition, written down as it is. */
function naive(left: string, right: string): number {
  if (left === '' || right === '') return left.length + right.length;
  const [a, b] = [left.slice(0, -1), right.slice(0, -1)];
  const swapped = left.length > 1 && left.at(-1) === right.at(-2) && left.at(-2) === right.at(-1);
  return Math.min(
    naive(a, right) + 1,
    naive(left, b) + 1,
    naive(a, b) + (left.at(-1) === right.at(-1) ? 0 : 1),
    swapped ? naive(a.slice(0, -1), b.slice(0, -1)) + 1 : Number.POSITIVE_INFINITY,
  );
}

describe('editDistance', () => {
  test('counts letters added, taken away, replaced and swapped', () => {
    assert.equal(editDistance('who', 'who'), 0);
    assert.equal(editDistance('wo', 'who'), 1);
    assert.equal(editDistance('whoo', 'who'), 1);
    assert.equal(editDistance('wha', 'who'), 1);
    assert.equal(editDistance('hwo', 'who'), 1);
    assert.equal(editDistance('', 'who'), 3);
  });

  test('agrees with its definition', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 });
    fc.assert(
      fc.property(word, word, (left, right) => {
        assert.equal(editDistance(left, right), naive(left, right));
      }),
    );
  });
});

describe('nearest', () => {
  const commands = ['who', 'msg', 'query', 'sessions', 'sign-up', 'stop'];

  test('finds what was mistyped', () => {
    assert.equal(nearest('hwo', commands), 'who');
    assert.equal(nearest('sesions', commands), 'sessions');
    assert.equal(nearest('signup', commands), 'sign-up');
    assert.equal(nearest('qurey', commands), 'query');
  });

  test('finds what was only begun', () => {
    assert.equal(nearest('sess', commands), 'sessions');
    assert.equal(nearest('q', commands), 'query');
  });

  test('finds nothing for what is like none of them, for nothing, and for far too much', () => {
    assert.equal(nearest('frobnicate', commands), undefined);
    assert.equal(nearest('', commands), undefined);
    assert.equal(nearest('x'.repeat(1_000_000), commands), undefined);
  });
});
