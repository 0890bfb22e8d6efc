import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newMark } from './mark.ts';

test('no two marks are alike, however many are made', () => {
  const marks = Array.from({ length: 2_000 }, () => newMark());
  assert.equal(new Set(marks).size, marks.length);
  for (const mark of marks) assert.match(mark, /^[A-Za-z0-9_-]{8}$/);
});
