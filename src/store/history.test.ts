import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../base/errors.ts';
import { exampleAccount, exampleEntry, exampleRoom } from '../chat/tables.suite.ts';
import type { Stretch } from '../chat/tables.ts';
import { writeContent } from '../words/content.ts';
import { entryBytes } from '../words/entry-bytes.ts';
import { type Entry, readRuns } from '../words/runs.ts';
import { HistoryReader } from './history.ts';
import { type HistoryPage, HistoryQueries } from './history-queries.ts';
import { TestStore } from './store.fixture.ts';

const plenty = (limit: number) => ({ limit, maxBytes: 1_000_000 });

/** A page with its entries read. */
function read({ first, count, runs, more }: HistoryPage) {
  const entries = Array.from(readRuns<object>(first, JSON.parse(runs)), (entry) => {
    return { ...entry, content: JSON.stringify(entry.content) };
  });
  assert.equal(count, entries.length);
  return { entries, more };
}

describe('the history', () => {
  let store: TestStore;
  let model: Entry[];

  beforeEach(() => {
    store = new TestStore();
    for (const id of [1, 2]) store.tables.putAccount(exampleAccount({ id }));
    for (const id of [1, 2]) {
      store.tables.putRoom(exampleRoom({ id, key: `room-${id}`, kind: 'lobby' }));
    }
    model = [];
    for (let seq = 1; seq <= 50; seq += 1) add(seq);
    store.commit();
  });
  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader.close()));
    store.close();
  });

  const readers: HistoryReader[] = [];

  function open(file: string): HistoryReader {
    const reader = new HistoryReader(file);
    readers.push(reader);
    return reader;
  }

  /** Adds a message to room 1 and the model, and one to room 2, so that positions are not seqs. */
  function add(seq: number): void {
    const account = (seq % 2) + 1;
    const content = writeContent({ kind: 'text', text: '"é\n'.repeat(seq % 7) });
    const about = { at: 1_000 + ((seq * 7) % 5), content, of: seq % 3 === 0 ? seq - 1 : 0 };
    const message = exampleEntry({ seq, position: seq * 2, account, mid: `mid-${seq}`, ...about });
    store.tables.addEntry(message);
    const other = { room: 2, position: seq * 2 + 1, mid: `other-${seq}` };
    store.tables.addEntry({ ...message, ...other });
    const { mid, at, of } = message;
    model.push({ seq, mid, from: `name${account}`, at, content, of });
  }

  test('finds where in a room a time lies, as a plain reading does', () => {
    const queries = new HistoryQueries(store.database);
    const steps = fc.array(fc.nat({ max: 3 }), { maxLength: 20 });
    let room = 2;
    fc.assert(
      fc.property(steps, fc.nat({ max: 40 }), (pauses, at) => {
        room += 1;
        let time = 0;
        const times = pauses.map((pause) => {
          time += pause;
          return time;
        });
        store.tables.putRoom(exampleRoom({ id: room, key: `room-${room}`, kind: 'lobby' }));
        for (const [index, said] of times.entries()) {
          const place = { room, seq: index + 1, position: store.tables.nextPosition() };
          const mid = `mid-${room}-${index}`;
          store.tables.addEntry(exampleEntry({ ...place, mid, at: said }));
        }
        store.commit();
        const expected = times.filter((said) => said < at).length;
        const place = queries.answer({ direction: 'find', room, at });
        assert.deepEqual(place, { after: expected, droppedThrough: 0 });
      }),
    );
  });

  test('finds a time in its thread too, and the beginning of a room without messages', async () => {
    const reader = open(store.file);
    assert.deepEqual(await reader.placeOf(1, 0), { after: 0, droppedThrough: 0 });
    assert.equal((await reader.placeOf(1, 1_000_000)).after, 50);
    assert.equal((await reader.placeOf(99, 1_000)).after, 0);
  });

  test('gives what a plain reading of the messages gives, for any question', () => {
    const queries = new HistoryQueries(store.database);
    const question = fc.record({
      direction: fc.constantFrom('after' as const, 'before' as const),
      room: fc.constant(1),
      seq: fc.integer({ min: 0, max: 52 }),
      limit: fc.integer({ min: 1, max: 60 }),
      maxBytes: fc.integer({ min: 0, max: 12_000 }),
      through: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(question, (asked) => {
        assert.deepEqual(read(queries.answer(asked)), naiveAnswer(asked));
      }),
      { numRuns: 300 },
    );
  });

  interface Asked {
    readonly direction: 'after' | 'before';
    readonly seq: number;
    readonly limit: number;
    readonly maxBytes: number;
    readonly through: number;
  }

  function naiveAnswer({ direction, seq, limit, maxBytes, through }: Asked) {
    const known = model.filter((entry) => entry.seq <= through);
    const candidates =
      direction === 'after'
        ? known.filter((entry) => entry.seq > seq)
        : known.filter((entry) => entry.seq < seq).reverse();
    let count = Math.min(limit, candidates.length);
    while (count > 1 && bytesOf(candidates.slice(0, count)) > maxBytes) count -= 1;
    const entries = candidates.slice(0, count);
    if (direction === 'before') entries.reverse();
    return { entries, more: count < candidates.length };
  }

  function bytesOf(entries: readonly Entry[]): number {
    return entries.reduce(
      (bytes, entry, index) => bytes + entryBytes(entry, entries[index - 1]),
      0,
    );
  }

  test('gives the stretches that are readable, a page for each, and what is around an entry', () => {
    const queries = new HistoryQueries(store.database);
    const edge = fc.integer({ min: 0, max: 52 });
    const question = fc.record({
      direction: fc.constantFrom('after' as const, 'before' as const, 'around' as const),
      room: fc.constant(1),
      seq: fc.integer({ min: 1, max: 52 }),
      limit: fc.integer({ min: 1, max: 60 }),
      maxBytes: fc.integer({ min: 0, max: 12_000 }),
      stretches: fc.uniqueArray(edge, { maxLength: 6 }).map(stretchesBetween),
    });
    fc.assert(
      fc.property(question, (asked) => {
        const { entries, more } = read(queries.answer(asked));
        const { direction, seq, stretches, limit, maxBytes } = asked;
        const readable = model.filter((entry) => isIn(stretches, entry.seq));
        const place = readable.findIndex((entry) => entry.seq === entries[0]?.seq);
        assert.deepEqual(entries, place < 0 ? [] : readable.slice(place, place + entries.length));
        assert.ok(entries.every((entry, index) => entry.seq === (entries[0]?.seq ?? 0) + index));
        assert.ok(entries.length <= limit);
        assert.ok(entries.length <= 1 || bytesOf(entries) <= maxBytes);
        const [first, last] = [entries[0]?.seq ?? seq, entries.at(-1)?.seq ?? seq];
        const before = readable.filter((entry) => entry.seq < first);
        const after = readable.filter((entry) => entry.seq > last);
        if (direction !== 'before') assert.equal(more, entries.length > 0 && after.length > 0);
        else assert.equal(more, entries.length > 0 && before.length > 0);
        if (direction === 'after')
          assert.equal(first, readable.find((e) => e.seq > seq)?.seq ?? seq);
        if (direction === 'before')
          assert.equal(last, readable.findLast((e) => e.seq < seq)?.seq ?? seq);
        if (direction === 'around' && isIn(stretches, seq) && seq <= 50) {
          assert.ok(first <= seq && last >= seq);
        }
      }),
      { numRuns: 300 },
    );
  });

  /** Stretches from each second edge to the next. */
  function stretchesBetween(edges: readonly number[]): Stretch[] {
    const sorted = edges.toSorted((left, right) => left - right);
    return sorted.flatMap((since, index) =>
      index % 2 === 0 ? [[since, sorted[index + 1] ?? null] as const] : [],
    );
  }

  function isIn(stretches: readonly Stretch[], seq: number): boolean {
    return stretches.some(([since, until]) => seq > since && (until === null || seq <= until));
  }

  test('answers questions in their order, from a thread', async () => {
    const reader = open(store.file);
    const finished: string[] = [];
    const after = reader.after(1, 40, plenty(5)).finally(() => finished.push('after'));
    const before = reader.before(1, 3, plenty(5)).finally(() => finished.push('before'));
    assert.deepEqual(read(await after), { entries: model.slice(40, 45), more: true });
    assert.deepEqual(read(await before), { entries: model.slice(0, 2), more: false });
    assert.deepEqual(finished, ['after', 'before']);
  });

  test('holds everything that was committed before the question', async () => {
    const reader = open(store.file);
    assert.equal((await reader.after(1, 50, plenty(5))).count, 0);
    add(51);
    store.commit();
    assert.deepEqual(read(await reader.after(1, 50, plenty(5))), {
      entries: model.slice(50),
      more: false,
    });
  });

  test('has no messages of a room that is not there', async () => {
    const reader = open(store.file);
    const page = await reader.after(9, 0, plenty(5));
    assert.deepEqual(page, { first: 1, count: 0, runs: '[]', more: false, droppedThrough: 0 });
  });

  test('answers what was asked before it closes, and nothing after', async () => {
    const reader = open(store.file);
    const asked = reader.after(1, 0, plenty(50));
    const closed = reader.close();
    await assert.rejects(
      reader.after(1, 0, plenty(50)),
      /the thread that reads the history is closed/,
    );
    assert.equal((await asked).count, 50);
    await closed;
    await reader.close();
  });

  test('passes the error of a question on, and goes on', async () => {
    const reader = open(store.file);
    await assert.rejects(reader.after((10n ** 30n) as unknown as number, 0, plenty(1)));
    assert.equal((await reader.after(1, 0, plenty(1))).count, 1);
  });

  test('rejects every question when there is no database', async () => {
    const reader = open(`${store.file}.missing`);
    await assert.rejects(reader.after(1, 0, plenty(1)), InputError);
    await assert.rejects(reader.before(1, 9, plenty(1)), InputError);
  });
});
