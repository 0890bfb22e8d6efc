import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { namePattern } from './name.ts';
import { nameSkeleton } from './name-skeleton.ts';

describe('the skeleton of a name', () => {
  for (const [one, other] of [
    ['bob', 'b0b'],
    ['bob', 'b.o_b-'],
    ['annie', 'ann1e'],
    ['annie', 'annle'],
    ['mike', 'rnike'],
    ['mike', 'r-nike'],
    ['will', 'vvi11'],
    ['operator', '0perat0r'],
    ['build-1-11', 'build1.11'],
    ['x--1', 'x1'],
    ['1--1', '1.1'],
  ] as const) {
    test(`is the same for ${one} and ${other}`, () => {
      assert.equal(nameSkeleton(one), nameSkeleton(other));
    });
  }

  for (const [one, other] of [
    ['ana', 'anna'],
    ['bob', 'bob2'],
    ['build-1-11', 'build-11-1'],
    ['10.0', '100'],
    ['mike', 'nike'],
    ['5am', 'sam'],
  ] as const) {
    test(`is another for ${one} and ${other}`, () => {
      assert.notEqual(nameSkeleton(one), nameSkeleton(other));
    });
  }

  test('is the same however look-alikes are put in, and is its own skeleton', () => {
    const alike: Record<string, readonly string[]> = {
      o: ['o', '0'],
      l: ['l', '1', 'i'],
      m: ['m', 'rn'],
      w: ['w', 'vv'],
    };
    const part = fc.oneof(
      fc.constantFrom('a', 'b', 'x', '7').map((letter) => [letter, letter] as const),
      fc.constantFrom('o', 'l', 'm', 'w').chain((letter) => {
        const seen = fc.constantFrom(...(alike[letter] ?? []));
        return fc.tuple(seen, seen);
      }),
    );
    const parts = fc.array(part, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(parts, (pairs) => {
        const one = pairs.map(([left]) => left).join('');
        const other = pairs.map(([, right]) => right).join('');
        assert.equal(nameSkeleton(one), nameSkeleton(other));
        assert.equal(nameSkeleton(nameSkeleton(one)), nameSkeleton(one));
      }),
    );
  });

  test('has something left of every name', () => {
    fc.assert(
      fc.property(fc.stringMatching(namePattern), (name) => assert.ok(nameSkeleton(name) !== '')),
    );
  });
});
