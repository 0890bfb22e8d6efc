import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEmoji } from './emoji.ts';

test('an emoji is taken, of any number of code points', () => {
  for (const emoji of ['👍', '👍🏽', '❤️', '🇯🇵', '1️⃣', '👩🏽‍❤️‍💋‍👨🏿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿']) {
    assert.equal(readEmoji(emoji), emoji);
  }
});

test('a character that has a form as an emoji gets it', () => {
  assert.equal(readEmoji('\u2764'), '\u2764\ufe0f');
});

test('any other text is none', () => {
  for (const text of ['', ' ', 'a', '1', '+1', ':+1:', '👍👍', '👍 ', '\u0007', 'é', '\ufe0f']) {
    assert.equal(readEmoji(text), undefined, JSON.stringify(text));
  }
});
