import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directKey } from './rooms.ts';

test('names a direct conversation alike from both ends', () => {
  assert.equal(directKey(3, 17), '@3.17');
  assert.equal(directKey(17, 3), '@3.17');
});
