import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mentionsOf } from './mention.ts';

test('a text mentions an account whose name stands in it as a word', () => {
  const mentionsAnn = mentionsOf('ann');
  for (const text of [
    'ann',
    '@ann',
    'Ann!',
    'ask ann.',
    '(ANN)',
    'bob,ann',
    'ann: hi',
    'ann…',
    'ann’s',
    'x - ann - y',
    'ann...',
  ]) {
    assert.ok(mentionsAnn(text), text);
  }
  for (const text of [
    '',
    'anna',
    'joann',
    'ann-marie',
    'ann.b',
    '_ann',
    'x.ann',
    'annä',
    'ann2',
    'a@ann.example',
  ]) {
    assert.ok(!mentionsAnn(text), text);
  }
});

test('takes a name literally', () => {
  assert.ok(mentionsOf('a.b')('hey a.b'));
  assert.ok(!mentionsOf('a.b')('hey axb'));
});
