import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Fifo } from './fifo.ts';

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
