import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from './limits.ts';
import { assertSayable } from './text.ts';

const refusal = (code: string) => ({ name: 'PartylineError', code });

test('a text of nothing but white space is empty', () => {
  for (const text of ['', ' ', '\n\t ', '\u3000']) {
    assert.throws(() => assertSayable(text), refusal('text.empty'));
  }
});

test('a text takes as many bytes as the limit says, counted in UTF-8', () => {
  for (const [letter, bytes] of [
    ['a', 1],
    ['é', 2],
    ['€', 3],
    ['😀', 4],
    ['\ud800', 3],
  ] as const) {
    const most = Math.floor(limits.textBytes / bytes);
    assertSayable(letter.repeat(most));
    assert.throws(() => assertSayable(letter.repeat(most + 1)), refusal('text.too-long'));
  }
});

test('a server that takes less is heeded', () => {
  assertSayable('a'.repeat(10), 10);
  assert.throws(() => assertSayable('a'.repeat(11), 10), refusal('text.too-long'));
});

test('a text whose control characters would burst a frame is refused', () => {
  const most = Math.floor((limits.textJsonBytes - 2) / 6);
  assertSayable('a'.repeat(3) + '\u0001'.repeat(most - 1));
  assert.throws(() => assertSayable('\u0001'.repeat(most + 1)), refusal('text.too-long'));
});
