import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { foldText } from './fold.ts';
import { fill, indexOf, SearchedStore, search } from './search.fixture.ts';
import { SearchIndex } from './search-index.ts';
import type { SearchQuestion } from './search-queries.ts';

const words = [
  'go',
  'good',
  'Straße',
  'strasse',
  'сервер',
  'Ещё',
  '東京',
  'の',
  'foo_bar.ts',
  '👍',
];
const signs = ['"', '*', '(', ')', ':', '-', '^', 'NEAR', 'OR', 'AND', 'NOT', "'", '{', '+', '%'];
const text = fc
  .array(fc.constantFrom(...words, ...signs, 'https://x.org/', 'a', 'b'), {
    minLength: 1,
    maxLength: 5,
  })
  .chain((parts) => fc.constantFrom('', ' ').map((gap) => parts.join(gap)));
const term = fc.oneof(text, fc.constantFrom(...words, ...signs), fc.string({ maxLength: 4 }));

/** What may happen, one thing after the other; numbers choose among the messages that there are. */
const event = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('post' as const),
      text,
      room: fc.constantFrom(1, 2),
      account: fc.constantFrom(1, 2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('edit' as const), text, which: fc.nat() }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('delete' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.constant({ type: 'flush' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'fill' as const }) },
);

const range = fc.tuple(fc.nat({ max: 10 }), fc.option(fc.nat({ max: 30 })));
const question = fc.record(
  {
    terms: fc.array(term, { maxLength: 3 }),
    rooms: fc.constantFrom<SearchQuestion['rooms']>([{ room: 1 }], [{ room: 1 }, { room: 2 }], []),
    account: fc.constantFrom(1, 2),
    since: fc.nat({ max: 30 }),
    until: fc.nat({ max: 30 }),
    link: fc.boolean(),
  },
  { requiredKeys: ['terms', 'rooms'] },
);

const dense = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}]/u;
const isLetter = (character = ' '): boolean => {
  return /[\p{L}\p{N}\p{M}]/u.test(character) && !dense.test(character);
};

/** Whether a text has a term, by comparing every place. */
function has(said: string, typed: string): boolean {
  const [folded, wanted] = [[...foldText(said)], [...foldText(typed)]];
  const isLong = wanted.some(
    (_, at) => wanted.length > at + 2 && wanted.slice(at, at + 3).every((each) => isLetter(each)),
  );
  const isAnywhere = isLong || dense.test(wanted.join('')) || wanted.length === 0;
  return [...folded, ''].some((_, at) => {
    if (wanted.some((character, index) => folded[at + index] !== character)) return false;
    const begins = !isLetter(wanted[0]) || !isLetter(folded[at - 1]);
    const ends = !isLetter(wanted.at(-1)) || !isLetter(folded[at + wanted.length]);
    return isAnywhere || (begins && ends);
  });
}

describe('a search', () => {
  test('finds what a plain reading of all messages does, whatever was said and is asked', () => {
    const events = fc.array(event, { minLength: 1, maxLength: 30 });
    const limit = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(
        events,
        fc.array(question, { minLength: 4, maxLength: 4 }),
        range,
        limit,
        (happened, asked, bounds, most) => {
          const store = new SearchedStore();
          const index = new SearchIndex(store.indexFile);
          try {
            for (const each of happened) {
              const present = store.messages.filter(({ text: said }) => said !== '');
              const chosen = 'which' in each ? present[each.which % present.length] : undefined;
              if (each.type === 'post') store.post(each.text, each);
              else if (each.type === 'edit' && chosen !== undefined) store.edit(chosen, each.text);
              else if (each.type === 'delete' && chosen !== undefined) store.delete(chosen);
              else store.flush();
              if (each.type === 'fill') fill(index, store);
            }
            store.flush();
            fill(index, store);
            for (const each of asked) compare(store, index, each, bounds, most);
          } finally {
            index.close();
            store.close();
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  /** Asks for all pages, and compares them with the model. */
  function compare(
    store: SearchedStore,
    index: SearchIndex,
    asked: Pick<SearchQuestion, 'terms' | 'rooms' | 'account' | 'since' | 'until' | 'link'>,
    [after, last]: readonly [number, number | null],
    limit: number,
  ): void {
    const rooms = asked.rooms.map(({ room }) =>
      room === 2 ? { room, ranges: [[after, last] as const] } : { room },
    );
    const found: [number, number][] = [];
    let before: SearchQuestion['before'];
    for (let more = true; more; ) {
      const page = search(index, store, { ...asked, rooms, limit, before });
      found.push(...page.results.map(({ room, seq }) => [room, seq] as [number, number]));
      before = page.results.at(-1);
      ({ more } = page);
      assert.ok(page.results.length === limit || !more, 'a page that is not the last is full');
    }
    const { since = 0, until = Number.POSITIVE_INFINITY } = asked;
    const wanted = store.messages.filter(({ room, seq, account, at, text: said }) => {
      if (said === '' || !rooms.some((each) => each.room === room)) return false;
      if (room === 2 && (seq <= after || (last !== null && seq > last))) return false;
      if (at < since || at >= until) return false;
      if (asked.account !== undefined && account !== asked.account) return false;
      if (asked.link === true && !/(?:^|\W)https:\/\//.test(said)) return false;
      return asked.terms.every((typed) => has(said, typed));
    });
    const sorted = (all: readonly (readonly number[])[]) => all.map(String).sort();
    assert.deepEqual(sorted(found), sorted(wanted.map(({ room, seq }) => [room, seq])));
    for (const room of [1, 2]) {
      const seqs = found.filter(([each]) => each === room).map(([, seq]) => seq);
      assert.deepEqual(
        seqs,
        seqs.toSorted((one, other) => other - one),
        'newest first',
      );
    }
  }

  test('gives the messages around each, but none that may not be read', () => {
    const store = new SearchedStore();
    for (const said of ['one', 'two', 'three', 'four']) store.post(said, { account: 2 });
    const index = indexOfAll(store);
    const around = (terms: string[], ranges: readonly (readonly [number, number | null])[]) =>
      search(index, store, { terms, rooms: [{ room: 1, ranges }] }).results.map(({ entries }) =>
        entries.map(({ from, content }) => `${from} ${content.text}`),
      );
    assert.deepEqual(around(['three'], [[0, null]]), [['name2 two', 'name2 three', 'name2 four']]);
    assert.deepEqual(around(['three'], [[2, 3]]), [['name2 three']]);
    assert.deepEqual(around(['three'], [[3, null]]), []);
    index.close();
    store.close();
  });

  test('passes over edits when it looks for what was said next', () => {
    const store = new SearchedStore();
    const first = store.post('first');
    store.edit(first, 'first of all');
    store.post('second');
    const index = indexOfAll(store);
    const [result] = search(index, store, { terms: ['second'] }).results;
    assert.deepEqual(
      result?.entries.map(({ content }) => content.text),
      ['first of all', 'second'],
    );
    index.close();
    store.close();
  });

  test('gives the part of a long text where the term is', () => {
    const store = new SearchedStore();
    store.post(`${'lorem ipsum '.repeat(1_000)}needle ${'dolor sit '.repeat(300)}`);
    const index = indexOfAll(store);
    const [found] = search(index, store, { terms: ['needle'] }).results[0]?.entries ?? [];
    assert.ok(found?.cut);
    assert.ok(found.content.text.includes('needle') && found.content.text.length <= 2_000);
    index.close();
    store.close();
  });

  function indexOfAll(store: SearchedStore): SearchIndex {
    store.flush();
    return indexOf(store);
  }
});
