import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../base/errors.ts';
import { exampleAccount, exampleMessage } from '../chat/tables.suite.ts';
import { HistoryReader } from './history.ts';
import { type HistoryMessage, HistoryQueries } from './history-queries.ts';
import { TestStore } from './store.fixture.ts';

const plenty = 1_000_000;

describe('the history', () => {
  let store: TestStore;
  let model: HistoryMessage[];

  beforeEach(() => {
    store = new TestStore();
    for (const id of [1, 2]) store.tables.putAccount(exampleAccount({ id }));
    for (const id of [1, 2]) {
      store.tables.addRoom({ id, key: `room-${id}`, kind: 'lobby', lastSeq: 0 });
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
    const text = '"é\n'.repeat(seq % 7);
    const message = exampleMessage({ seq, position: seq * 2, account, mid: `mid-${seq}`, text });
    store.tables.addMessage(message);
    const other = { room: 2, position: seq * 2 + 1, mid: `other-${seq}` };
    store.tables.addMessage({ ...message, ...other });
    const { mid, at, kind } = message;
    model.push({ seq, mid, from: `name${account}`, at, kind, text });
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
        store.tables.addRoom({ id: room, key: `room-${room}`, kind: 'lobby', lastSeq: 0 });
        for (const [index, said] of times.entries()) {
          const place = { room, seq: index + 1, position: store.tables.nextPosition() };
          const mid = `mid-${room}-${index}`;
          store.tables.addMessage(exampleMessage({ ...place, mid, at: said }));
        }
        store.commit();
        const expected = times.filter((said) => said < at).length;
        assert.equal(queries.answer({ direction: 'find', room, at }), expected);
      }),
    );
  });

  test('finds a time in its thread too, and the beginning of a room without messages', async () => {
    const reader = open(store.file);
    assert.equal(await reader.placeOf(1, 0), 0);
    assert.equal(await reader.placeOf(1, 1_000_000), 50);
    assert.equal(await reader.placeOf(99, 1_000), 0);
  });

  test('gives what a plain reading of the messages gives, for any question', () => {
    const queries = new HistoryQueries(store.database);
    const question = fc.record({
      direction: fc.constantFrom('after' as const, 'before' as const),
      room: fc.constant(1),
      seq: fc.integer({ min: 0, max: 52 }),
      limit: fc.integer({ min: 1, max: 60 }),
      maxBytes: fc.integer({ min: 0, max: 6_000 }),
    });
    fc.assert(
      fc.property(question, (asked) => {
        assert.deepEqual(queries.answer(asked), naiveAnswer(asked));
      }),
      { numRuns: 300 },
    );
  });

  interface Asked {
    readonly direction: 'after' | 'before';
    readonly seq: number;
    readonly limit: number;
    readonly maxBytes: number;
  }

  function naiveAnswer({ direction, seq, limit, maxBytes }: Asked) {
    const candidates =
      direction === 'after'
        ? model.filter((message) => message.seq > seq)
        : model.filter((message) => message.seq < seq).reverse();
    let count = Math.min(limit, candidates.length);
    while (count > 1 && jsonBytes(candidates.slice(0, count)) > maxBytes) count -= 1;
    const messages = candidates.slice(0, count);
    if (direction === 'before') messages.reverse();
    return { messages, more: count < candidates.length };
  }

  function jsonBytes(messages: readonly HistoryMessage[]): number {
    return Buffer.byteLength(JSON.stringify(messages)) - '[]'.length;
  }

  test('answers questions in their order, from a thread', async () => {
    const reader = open(store.file);
    const finished: string[] = [];
    const after = reader.after(1, 40, 5, plenty).finally(() => finished.push('after'));
    const before = reader.before(1, 3, 5, plenty).finally(() => finished.push('before'));
    assert.deepEqual(await after, { messages: model.slice(40, 45), more: true });
    assert.deepEqual(await before, { messages: model.slice(0, 2), more: false });
    assert.deepEqual(finished, ['after', 'before']);
  });

  test('holds everything that was committed before the question', async () => {
    const reader = open(store.file);
    assert.equal((await reader.after(1, 50, 5, plenty)).messages.length, 0);
    add(51);
    store.commit();
    assert.deepEqual(await reader.after(1, 50, 5, plenty), {
      messages: model.slice(50),
      more: false,
    });
  });

  test('has no messages of a room that is not there', async () => {
    const reader = open(store.file);
    assert.deepEqual(await reader.after(9, 0, 5, plenty), { messages: [], more: false });
  });

  test('answers what was asked before it closes, and nothing after', async () => {
    const reader = open(store.file);
    const asked = reader.after(1, 0, 50, plenty);
    const closed = reader.close();
    await assert.rejects(reader.after(1, 0, 50, plenty), /the history reader is closed/);
    assert.equal((await asked).messages.length, 50);
    await closed;
    await reader.close();
  });

  test('passes the error of a question on, and goes on', async () => {
    const reader = open(store.file);
    await assert.rejects(reader.after((10n ** 30n) as unknown as number, 0, 1, plenty));
    assert.equal((await reader.after(1, 0, 1, plenty)).messages.length, 1);
  });

  test('rejects every question when there is no database', async () => {
    const reader = open(`${store.file}.missing`);
    await assert.rejects(reader.after(1, 0, 1, plenty), InputError);
    await assert.rejects(reader.before(1, 9, 1, plenty), InputError);
  });
});
