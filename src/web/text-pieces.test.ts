import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { textPieces } from './text-pieces.ts';

function hrefsIn(text: string): string[] {
  return textPieces(text, '').flatMap((piece) => (piece.type === 'link' ? [piece.href] : []));
}

test('makes links of http and https alone, without the marks of the sentence', () => {
  assert.deepEqual(hrefsIn('see (https://a.example/b_(c)), or http://b.example.'), [
    'https://a.example/b_(c)',
    'http://b.example/',
  ]);
  assert.deepEqual(hrefsIn('javascript:alert(1) data:x ftp://a file:///b https:// //c'), []);
  assert.deepEqual(hrefsIn('https://user:word@a.example/'), []);
});

test('marks the reader’s own name as a word', () => {
  assert.deepEqual(
    textPieces('ana: Ana, @ana and diana', 'ana').map(({ type, text }) => `${type} ${text}`),
    ['mention ana', 'words : ', 'mention Ana', 'words , ', 'mention @ana', 'words  and diana'],
  );
});

test('loses and adds nothing, whatever the text is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', 'ana'), (text, self) => {
      const all = `https://a.example/${text} ana ${text}`;
      assert.equal(
        textPieces(all, self)
          .map((piece) => piece.text)
          .join(''),
        all,
      );
    }),
    { numRuns: 20 },
  );
});
