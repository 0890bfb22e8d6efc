import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { foldText } from './fold.ts';
import { SearchTerm } from './term.ts';
import { tokensOfText } from './tokens.ts';

function isFound(term: string, text: string): boolean {
  return new SearchTerm(term).isIn(foldText(text));
}

const found: readonly (readonly [term: string, text: string])[] = [
  ['сервер', 'Опять упал СЕРВЕРНЫЙ шкаф'],
  ['еще', 'Ещё раз'],
  ['ЁЛКА', 'елка'],
  ['strasse', 'Die Straße ist gesperrt'],
  ['STRAẞE', 'in der strasse'],
  ['uber', 'Über allen Gipfeln'],
  ['dampf', 'Donaudampfschifffahrt'],
  ['東京', '昨日東京に行った'],
  ['の', '猫の手'],
  ['ガス', 'ｶﾞｽ代'],
  ['서울', '서울에서 만나요'],
  ['foo_bar', 'see /usr/lib/foo_bar.ts:12'],
  ['bar.ts', 'see /usr/lib/foo_bar.ts:12'],
  ['lib/foo', 'see /usr/lib/foo_bar.ts:12'],
  ['case', 'the camelCaseName'],
  ['camelcase', 'the camelCaseName'],
  ['go', 'let us Go, then'],
  ['id', 'user_id = 7'],
  ['в', 'завтра в пять'],
  ['c++', 'written in C++.'],
  ['->', 'a->b'],
  ['foo_b', 'foo_bar'],
  ['a  phrase', 'this is a\n phrase'],
  ['👍', 'ok 👍'],
  ['ﬁle', 'a file'],
  ['σίσυφος', 'ΣΊΣΥΦΟΣ'],
];

const notFound: readonly (readonly [term: string, text: string])[] = [
  ['go', 'good cargo'],
  ['в', 'вчера'],
  ['и', 'й'],
  ['мои', 'мой'],
  ['か', 'が'],
  ['c++', 'abc++'],
  ['a phrase', 'a longer phrase'],
];

describe('a term', () => {
  for (const [term, text] of found) {
    test(`${term} is found in ${text.replaceAll('\n', '⏎')}`, () => assert.ok(isFound(term, text)));
  }

  for (const [term, text] of notFound) {
    test(`${term} is not found in ${text}`, () => assert.ok(!isFound(term, text)));
  }

  test('has only tokens that every text has in which it is found', () => {
    const piece = fc.constantFrom(
      ...['a', 'b', 'ab', 'abc', 'A', 'ß', 'ü', 'й', 'Ё', '東', '京', 'の', 'が', 'ｶ', '한', 's'],
      ...[' ', '  ', '\n', '_', '/', '.', ':', '"', '*', '(', '+', '-', '😀', '𠮷', 'é', 'Σ', 'ς'],
      ...['İ', 'e\u0301', '\u0301', '\u3099', 'ﬀ', '\0'],
    );
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const inside = fc.tuple(text, text, text).map(([before, term, after]) => {
      return [term, `${before}${term}${after}`] as const;
    });
    fc.assert(
      fc.property(fc.oneof(inside, fc.tuple(text, text)), ([typed, said]) => {
        const term = new SearchTerm(typed);
        const folded = foldText(said);
        if (!term.isIn(folded)) return;
        const tokens = tokensOfText(folded);
        assert.deepEqual(
          term.tokens.filter((token) => !tokens.has(token)),
          [],
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
