import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../base/errors.ts';
import {
  checkStretching,
  defaultStretching,
  stretchingCeiling,
  stretchingFloor,
} from './stretching.ts';

test('agrees to its default, its floor and its ceiling', () => {
  for (const stretching of [defaultStretching, stretchingFloor, stretchingCeiling]) {
    checkStretching(stretching);
  }
});

test('refuses each parameter below the floor and above the ceiling, with its bounds', () => {
  for (const key of ['iterations', 'memory', 'parallelism'] as const) {
    const bounds = `between ${stretchingFloor[key]} and ${stretchingCeiling[key]} are acceptable`;
    for (const value of [stretchingFloor[key] - 1, stretchingCeiling[key] + 1, 2.5, Number.NaN]) {
      assert.throws(
        () => checkStretching({ ...defaultStretching, [key]: value }),
        (error: unknown) => error instanceof InputError && error.message.includes(bounds),
        `${key} ${value}`,
      );
    }
  }
});
