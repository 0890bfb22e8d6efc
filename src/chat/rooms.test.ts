import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directKey } from './rooms.ts';

const [ana, bob, cleo] = [
  { uid: 'A'.repeat(22) },
  { uid: 'B'.repeat(22) },
  { uid: 'C'.repeat(22) },
];

test('names a direct conversation alike from both ends, and each one otherwise', () => {
  assert.equal(directKey(ana, bob), directKey(bob, ana));
  assert.equal(new Set([directKey(ana, bob), directKey(ana, cleo), directKey(bob, cleo)]).size, 3);
});

test('names it alike on every machine, and by nothing that says who is in it', () => {
  assert.equal(directKey(ana, bob), 'rOs-f53CMtyOU4-Fp');
});
