import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import {
  clockTime,
  dayAndSecond,
  dayAndTime,
  durationWord,
  durationWords,
  looksLikeDuration,
  parseDuration,
} from './times.ts';

/** A time where this machine is. */
const at = (year: number, month: number, day: number, hour: number, minute: number) =>
  new Date(year, month - 1, day, hour, minute).getTime();

test('clockTime has two digits each, at midnight as well', () => {
  assert.equal(clockTime(at(2026, 1, 5, 9, 7)), '09:07');
  assert.equal(clockTime(at(2026, 1, 5, 0, 0)), '00:00');
  assert.equal(clockTime(at(2026, 1, 5, 23, 59)), '23:59');
});

test('dayAndTime says the day only of another day, and the year only of another year', () => {
  const now = at(2026, 3, 2, 0, 1);
  assert.equal(dayAndTime(at(2026, 3, 2, 0, 0), now), '00:00');
  assert.equal(dayAndTime(at(2026, 3, 1, 23, 59), now), '1 Mar 23:59');
  assert.equal(dayAndTime(at(2025, 3, 2, 0, 0), now), '2 Mar 2025 00:00');
});

test('dayAndSecond has the seconds behind the time', () => {
  const now = at(2026, 3, 2, 0, 1);
  assert.equal(dayAndSecond(at(2026, 3, 2, 0, 0) + 7_999, now), '00:00:07');
  assert.equal(dayAndSecond(at(2026, 3, 3, 23, 59) + 59_000, now), '3 Mar 23:59:59');
});

test('durationWords names the largest unit', () => {
  assert.equal(durationWords(0), '0 seconds');
  assert.equal(durationWords(-5_000), '0 seconds');
  assert.equal(durationWords(1_999), '1 second');
  assert.equal(durationWords(59_999), '59 seconds');
  assert.equal(durationWords(60_000), '1 minute');
  assert.equal(durationWords(7_200_000), '2 hours');
  assert.equal(durationWords(90 * 86_400_000), '90 days');
});

test('durationWord is read back as what it was', () => {
  for (const word of ['1s', '10s', '90s', '2m', '90m', '1h', '25h', '2d']) {
    assert.equal(durationWord(parseDuration(word)), word);
  }
  assert.equal(durationWord(0), '0s');
});

describe('parseDuration', () => {
  test('reads seconds to weeks, in any case', () => {
    assert.equal(parseDuration('30s'), 30_000);
    assert.equal(parseDuration('10m'), 600_000);
    assert.equal(parseDuration('1H'), 3_600_000);
    assert.equal(parseDuration('90d'), 7_776_000_000);
    assert.equal(parseDuration('2w'), 1_209_600_000);
  });

  for (const word of ['', 'h', '1', '-1h', '1.5h', '1y', '0s', '0d', '999999999w', '1h1m', '٣d']) {
    test(`refuses ${JSON.stringify(word)} with a sentence that names it`, () => {
      assert.throws(
        () => parseDuration(word),
        (error) => error instanceof InputError && error.message.startsWith(`${word} is not`),
      );
    });
  }

  test('tells what is meant as a length of time from other words', () => {
    for (const word of ['1h', '90D', '5x']) assert.equal(looksLikeDuration(word), true, word);
    for (const word of ['spam', '1', 'h1', '1hour', '']) {
      assert.equal(looksLikeDuration(word), false, word);
    }
  });
});
