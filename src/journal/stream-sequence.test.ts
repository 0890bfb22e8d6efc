import assert from 'node:assert/strict';
import { test } from 'node:test';
import { streamSequence } from './stream-sequence.ts';

test('the place in the stream is read from both forms of the subject', () => {
  const delivery = 'partyline.consumer.1.9007199254740991.7.1764318000000000000.12';
  assert.equal(streamSequence(`$JS.ACK.${delivery}`), 9_007_199_254_740_991);
  assert.equal(streamSequence(`$JS.ACK._.account.${delivery}`), 9_007_199_254_740_991);
  assert.equal(streamSequence(`$JS.ACK.hub.account.${delivery}.random`), 9_007_199_254_740_991);
});

test('a subject of another form has no place', () => {
  for (const subject of [
    '',
    '_INBOX.7',
    '$JS.ACK.partyline.consumer.1.5.7.12',
    '$JS.ACK.partyline.consumer.1.5.7.1764318000000000000.12.more',
    '$JS.ACK.partyline.consumer.1.five.7.1764318000000000000.12',
    '$JS.ACK.partyline.consumer.1..7.1764318000000000000.12',
    '$JS.API.partyline.consumer.1.5.7.1764318000000000000.12',
  ]) {
    assert.equal(streamSequence(subject), undefined, subject);
  }
});
