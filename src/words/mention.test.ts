import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdsWord, isMentioned } from './mention.ts';

test('a name is mentioned as a word of its own, in capitals or not', () => {
  for (const text of ['ann', 'Hi @Ann!', 'ann, look', 'see ann.', "ann's", '(ann)', 'да,ann']) {
    assert.ok(isMentioned(text, 'ann'), text);
  }
  for (const text of ['', 'anna', 'joann', 'bob@ann.org', 'ann-marie', 'ann.b', 'x.ann', 'annя']) {
    assert.ok(!isMentioned(text, 'ann'), text);
  }
  assert.ok(isMentioned('a.b-c?', 'a.b-c'));
  assert.ok(!isMentioned('aXb-c', 'a.b-c'));
});

test('a word is held wherever it stands, in capitals or not', () => {
  assert.ok(holdsWord('Deployment failed', ['disk', 'deploy']));
  assert.ok(holdsWord('サーバが落ちた', ['落ち']));
  assert.ok(!holdsWord('all is well', ['disk', 'deploy']));
  assert.ok(!holdsWord('anything', []));
});
