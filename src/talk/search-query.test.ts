import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../base/errors.ts';
import { readSearchQuery } from './search-query.ts';

const dayMs = 24 * 60 * 60 * 1_000;
const now = Date.parse('2026-11-27T12:00:00Z');

describe('what is typed to search', () => {
  test('has words, phrases and filters', () => {
    assert.deepEqual(
      readSearchQuery(
        'words "a  phrase" from:@Ann in:#Ops before:2026-11-01 after:10d has:link x',
        now,
      ),
      {
        terms: ['words', 'a  phrase', 'x'],
        from: 'ann',
        room: '#ops',
        until: new Date('2026-11-01T00:00'),
        since: new Date(now - 10 * dayMs),
        link: true,
      },
    );
    assert.deepEqual(readSearchQuery('FROM:bob after:2026-11-01T09:30', now), {
      terms: [],
      from: 'bob',
      since: new Date('2026-11-01T09:30'),
    });
  });

  test('takes all else as words, whatever it looks like', () => {
    const typed = [
      'a:b',
      'from:',
      'std::vector',
      'NOT',
      '(a',
      'OR',
      '*',
      'https://x.org/?in:y',
      "'--",
    ];
    assert.deepEqual(readSearchQuery(typed.join(' '), now).terms, typed);
    assert.deepEqual(readSearchQuery('"from:ann" "open', now).terms, ['from:ann', 'open']);
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[^\s":]+$/u), { minLength: 1 }), (words) => {
        assert.deepEqual(readSearchQuery(words.join(' '), now), { terms: words });
      }),
    );
  });

  for (const [typed, words] of [
    ['', /Say what to search for/],
    ['" "', /Say what to search for/],
    ['after:10d', /Say what to search for/],
    ['x from:a from:b', /from: can be given once/],
    ['x in:ops', /There is no room "ops"/],
    ['x before:yesterday', /before:yesterday is no time/],
    ['x before:2026-13-01', /is no time/],
    ['x after:99999999999d', /is no time|not a length/],
    ['has:pictures', /there is has:link/],
  ] as const) {
    test(`is refused: ${typed}`, () => {
      assert.throws(
        () => readSearchQuery(typed, now),
        (error) => error instanceof InputError && words.test(error.message),
      );
    });
  }
});
