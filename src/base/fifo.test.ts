import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { Fifo } from './fifo.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

test('gives values in the order in which they were added, however many wait', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1_500, max: 1_500 }), { maxLength: 20 }), (steps) => {
      const fifo = new Fifo<number>();
      const model: number[] = [];
      let added = 0;
      for (const step of steps) {
        for (let count = 0; count < Math.abs(step); count += 1) {
          if (step > 0) {
            added += 1;
            fifo.add(added);
            model.push(added);
          } else {
            assert.equal(fifo.first, model[0]);
            assert.equal(fifo.take(), model.shift());
          }
        }
        assert.equal(fifo.size, model.length);
      }
    }),
    { numRuns: 30 },
  );
});

test('keeps nothing alive that was taken', async () => {
  const fifo = new Fifo<object>();
  const taken = (() => {
    for (let count = 0; count < 3; count += 1) fifo.add({ count });
    return new WeakRef(fifo.take() as object);
  })();
  // A reference that was looked at holds until the end of its turn (ECMA-262, 9.10.4.1).
  await nextTurn();
  collectGarbage();
  assert.equal(taken.deref(), undefined);
  assert.equal(fifo.size, 2);
});
