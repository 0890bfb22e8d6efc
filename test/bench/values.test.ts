import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { atLeast, atLeastBest, atMost, best, ratios } from '../../bench/measure/compare.ts';
import type { Figure } from '../../bench/measure/scenario.ts';
import { median, percentile, told } from '../../bench/measure/values.ts';

function figure(who: string, ...values: number[]): Figure {
  return { what: '10 readers', who, unit: 'messages/s', values };
}

describe('the statistics of the bench', () => {
  test('take the middle one, or the mean of the two in the middle', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([10, 1, 3, 2]), 2.5);
    assert.equal(median([7]), 7);
    assert.throws(() => median([]));
  });

  test('order numbers as numbers', () => {
    assert.equal(median([100, 20, 3]), 20);
  });

  test('find the value that a share does not exceed', () => {
    const values = Array.from({ length: 101 }, (_, index) => 100 - index);
    assert.equal(percentile(values, 0.5), 50);
    assert.equal(percentile(values, 0.99), 99);
    assert.equal(percentile([4], 0.99), 4);
  });

  test('tell the median with the least and the greatest', () => {
    assert.equal(told([2, 3, 1], 'x', 2), '2.00 x (1.00 to 3.00)');
  });
});

describe('a comparison', () => {
  test('is made within each repetition', () => {
    assert.deepEqual(ratios(figure('a', 10, 30, 50), figure('b', 5, 10, 100)), [2, 3, 0.5]);
  });

  test('leaves out what the other has no value for', () => {
    assert.deepEqual(ratios(figure('a', 10, 30), figure('b', 5)), [2]);
  });

  test('takes for the best the one with the highest median', () => {
    const figures = [figure('a', 1, 100, 2), figure('b', 3, 4, 5), figure('c', 3, 3, 3)];
    assert.equal(best(figures)?.who, 'b');
    assert.equal(best([]), undefined);
  });

  test('holds a goal by the median of the ratios', () => {
    const goal = atLeast(figure('a', 10, 30, 50), 2, figure('b', 5, 10, 100), 'the other');
    assert.deepEqual(goal, {
      goal: '10 readers: at least 2 x the other',
      reached: '2.00 x (0.50 to 3.00)',
      met: true,
    });
    assert.equal(atLeast(figure('a', 19), 2, figure('b', 10)).met, false);
    assert.equal(atMost(figure('a', 16), 1.5, figure('b', 10)).met, false);
    assert.equal(atMost(figure('a', 15), 1.5, figure('b', 10)).met, true);
  });

  test('has no goal when there is nobody to compare with', () => {
    assert.deepEqual(atLeastBest(figure('a', 1), 1, []), []);
    const [goal] = atLeastBest(figure('a', 1), 1, [figure('b', 1)]);
    assert.equal(goal?.goal, '10 readers: at least the best peer (b)');
  });
});
