import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import type { RoomEntry } from '../chat/tables.ts';
import { writeContent } from '../words/content.ts';
import { BlockWriter } from './block-writer.ts';
import { TestStore } from './store.fixture.ts';

describe('BlockWriter', () => {
  let store: TestStore;

  beforeEach(() => {
    store = new TestStore();
  });
  afterEach(() => store.close());

  /** A post of a client, or an action of the store in between. */
  type Step =
    | { readonly say: { readonly account: number; readonly room: number; readonly mid: number } }
    | { readonly write: 'flush' | 'forget and start over' };

  // Few mids, so that most are used again: rising, falling, in runs, by several accounts.
  const say = fc.record({
    account: fc.integer({ min: 1, max: 3 }),
    room: fc.integer({ min: 1, max: 2 }),
    mid: fc.integer({ min: 100, max: 160 }),
  });
  const rise = fc
    .tuple(say, fc.integer({ min: 1, max: 25 }))
    .map(([first, count]) =>
      Array.from({ length: count }, (_, index) => ({ say: { ...first, mid: first.mid + index } })),
    );
  const write = fc.constantFrom('flush' as const, 'forget and start over' as const);
  const steps: fc.Arbitrary<Step[]> = fc
    .array(
      fc.oneof(
        say.map((said) => [{ say: said }]),
        rise,
        write.map((how) => [{ write: how }]),
      ),
    )
    .map((all) => all.flat());

  test('knows every mid that an account has used, and where, as a plain list does', () => {
    fc.assert(
      fc.property(steps, (all) => {
        store.close();
        store = new TestStore();
        run(all);
      }),
      { numRuns: 150 },
    );
  });

  function run(all: readonly Step[]): void {
    let writer = new BlockWriter(store.database);
    const used = new Map<string, RoomEntry>();
    const last = new Map<number, number>();
    for (const step of all) {
      if ('write' in step) {
        writer.flush();
        if (step.write === 'flush') continue;
        writer.forget();
        writer = new BlockWriter(store.database);
        continue;
      }
      const { account, room, mid } = step.say;
      const seq = (last.get(room) ?? 0) + 1;
      // Times that rise with the number, and tell thirty of them.
      const text = `time-${Math.floor(mid / 30)}-m${mid}`;
      const message = messageOf({ account, room, seq, mid: text, position: used.size + 1 });
      const first = used.get(`${account} ${mid}`);
      assert.deepEqual(writer.add(message), first);
      if (first !== undefined) continue;
      used.set(`${account} ${mid}`, message);
      last.set(room, seq);
    }
    writer.flush();
    assert.deepEqual(storedMessages(), [...used.values()].sort(byPlace));
    for (const message of used.values()) {
      assert.deepEqual(writer.byMid(message.account, message.mid), message);
    }
  }

  /** As the view shows them to whoever looks with SQL. */
  function storedMessages(): unknown[] {
    const sql = `SELECT room, seq, position, account, mid, at, content, of FROM messages
      ORDER BY room, seq`;
    return store.database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  }

  function rows(table: string): number {
    return Number(store.database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  }

  test('writes what was said together as one row, and one for each time in its mids', () => {
    const writer = new BlockWriter(store.database);
    for (let seq = 1; seq <= 100; seq += 1) {
      const mid = `time-${seq <= 70 ? 'aa' : 'bb'}${seq}`;
      writer.add(messageOf({ seq, position: seq, account: 1 + (seq % 7), mid }));
    }
    writer.flush();
    assert.deepEqual([rows('blocks'), rows('mid_times'), rows('mids')], [1, 2, 0]);
  });

  test('closes a block at 512 messages, and at 64 Ki of text', () => {
    const writer = new BlockWriter(store.database);
    for (let seq = 1; seq <= 513; seq += 1) writer.add(rising(seq));
    writer.flush();
    assert.equal(rows('blocks'), 2);
    const content = writeContent({ kind: 'text', text: 'x'.repeat(16 * 1024) });
    for (let seq = 514; seq <= 518; seq += 1) writer.add({ ...rising(seq), content });
    writer.flush();
    assert.equal(rows('blocks'), 4);
  });

  test('writes nothing of what it was told to forget', () => {
    const writer = new BlockWriter(store.database);
    writer.add(rising(1));
    writer.forget();
    writer.flush();
    assert.equal(rows('blocks'), 0);
    assert.equal(writer.byMid(1, rising(1).mid), undefined);
  });

  function rising(seq: number): RoomEntry {
    return messageOf({ seq, position: seq, mid: `m${String(seq).padStart(6, '0')}` });
  }

  function messageOf(fields: Partial<RoomEntry>): RoomEntry {
    const content = writeContent({ kind: 'text', text: `said "${fields.mid}"\n` });
    const whole = { room: 1, seq: 1, position: 1, account: 1, mid: 'm', at: 1_000, of: 0 };
    return { ...whole, content, ...fields };
  }

  function byPlace(one: RoomEntry, other: RoomEntry): number {
    return one.room - other.room || one.seq - other.seq;
  }
});
