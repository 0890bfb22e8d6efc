import assert from 'node:assert/strict';
import { test } from 'node:test';
import { droppedWords } from './dropped-history.ts';

test('says how much a line keeps as its operator wrote it', () => {
  const words = (keepMs?: number, keepBytes?: number) =>
    droppedWords('they were', {
      through: 1,
      ...(keepMs === undefined ? {} : { keepMs }),
      ...(keepBytes === undefined ? {} : { keepBytes }),
    });
  assert.equal(words(), 'they were dropped');
  assert.equal(words(365 * 86_400_000), 'they were dropped: the line keeps 365 days');
  assert.equal(words(3_600_000), 'they were dropped: the line keeps 1 hour');
  assert.equal(words(36 * 3_600_000), 'they were dropped: the line keeps 36 hours');
  assert.equal(words(undefined, 2_000_000_000), 'they were dropped: the line keeps 2 GB');
  assert.equal(
    words(1_500, 1_001),
    'they were dropped: the line keeps 1,500 milliseconds and at most 1,001 bytes',
  );
});
