import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { midOfDigits } from '../base/mid-source.ts';
import type { RoomEntry } from '../chat/tables.ts';
import { writeContent } from '../words/content.ts';
import { BlockWriter } from './block-writer.ts';
import { MidCheck, MidRepair } from './check/mids.ts';
import type { Problem } from './check/problem.ts';
import type { SoundBlock } from './check/walk-blocks.ts';
import { MidIndex } from './mid-index.ts';
import { TestStore } from './store.fixture.ts';

const content = writeContent({ kind: 'text', text: 'hello' });
const mostBlocks = 256;

describe('MidIndex', () => {
  let store: TestStore;
  let writer: BlockWriter;
  let index: MidIndex;

  beforeEach(() => {
    store = new TestStore();
    writer = new BlockWriter(store.database);
    index = new MidIndex(store.database);
  });
  afterEach(() => store.close());

  /** The mid of a number, made at that time. */
  function midAt(time: number, number: number): string {
    const digits = [Math.floor(number / 64), number % 64];
    return midOfDigits(time, [...digits, ...new Array<number>(11).fill(0)]);
  }

  /** A block of one message for each number, from the first to the last. */
  function sayApart(time: number, first: number, last: number): void {
    for (let seq = first; seq <= last; seq += 1) {
      say(seq, midAt(time, seq));
      writer.flush();
    }
  }

  function say(seq: number, mid: string): void {
    const entry = { room: 1, seq, position: seq, account: 1, mid, at: 1_000, content, of: 0 };
    assert.equal(writer.add(entry), undefined);
  }

  function rows(): Record<'times' | 'mids', number> {
    const sql = `SELECT (SELECT count(*) FROM mid_times) AS times,
      (SELECT count(*) FROM mids) AS mids`;
    return { ...store.database.prepare(sql).get() } as ReturnType<typeof rows>;
  }

  function problems(): Problem[] {
    const check = new MidCheck(store.database);
    for (const block of blocks()) check.look(block);
    return check.problems(true);
  }

  /** Those of one message each. */
  function blocks(): SoundBlock[] {
    const messages = store.database.prepare('SELECT * FROM messages ORDER BY position').all();
    return messages.map((message) => {
      const { position, seq, account, mid, at } = message as unknown as RoomEntry;
      const entry = { room: 1, seq, position, account, mid, at, content, of: 0 };
      return { position, room: 1, entries: [entry] };
    });
  }

  test('finds a block by the time in a mid, to 64 ms, and no other account or mid', () => {
    for (const [seq, time] of [64_000, 64_063, 64_064].entries()) say(seq + 1, midAt(time, 1));
    writer.flush();
    assert.deepEqual(rows(), { times: 2, mids: 0 });
    assert.equal(index.find(1, midAt(64_063, 1))?.lastSeq, 3);
    assert.equal(index.find(2, midAt(64_063, 1)), undefined);
    assert.equal(index.find(1, midAt(64_062, 1)), undefined);
  });

  test('finds mids of any length, of which one begins as another', () => {
    for (const [seq, mid] of ['m2', 'm21', 'm', 'm2100000', 'm21000001'].entries())
      say(seq + 1, mid);
    writer.flush();
    for (const [seq, mid] of ['m2', 'm21', 'm', 'm2100000', 'm21000001'].entries()) {
      assert.equal(writer.byMid(1, mid)?.seq, seq + 1, mid);
    }
  });

  test('gives each mid a row behind 256 blocks of one time, so that no look-up reads more of them', () => {
    const last = mostBlocks + 44;
    sayApart(5_000, 1, last);
    assert.deepEqual(rows(), { times: mostBlocks, mids: 44 });
    for (const seq of [1, mostBlocks, mostBlocks + 1, last]) {
      assert.equal(index.find(1, midAt(5_000, seq))?.lastSeq, seq);
    }
    assert.equal(index.find(1, midAt(5_000, last + 1)), undefined);
    assert.deepEqual(problems(), []);
  });

  test('counts the blocks of a time anew after a start, a rollback and a removal', () => {
    sayApart(5_000, 1, mostBlocks);
    writer = new BlockWriter(store.database);
    sayApart(5_000, mostBlocks + 1, mostBlocks + 1);
    assert.deepEqual(rows(), { times: mostBlocks, mids: 1 });
    assert.equal(writer.drop(1, 10), 10);
    assert.deepEqual(rows(), { times: mostBlocks - 10, mids: 1 });
    assert.equal(index.find(1, midAt(5_000, 10)), undefined);
    store.database.exec('SAVEPOINT half');
    sayApart(5_000, mostBlocks + 2, mostBlocks + 20);
    store.database.exec('ROLLBACK TO half');
    writer.forget();
    assert.deepEqual(rows(), { times: mostBlocks - 10, mids: 1 });
    sayApart(5_000, mostBlocks + 2, mostBlocks + 12);
    assert.deepEqual(rows(), { times: mostBlocks, mids: 2 });
    assert.equal(writer.drop(1, mostBlocks + 12), mostBlocks + 2);
    assert.deepEqual(rows(), { times: 0, mids: 0 });
  });

  test('drops the times of what is gone of a block, and keeps those of what stays', () => {
    for (const [seq, time] of [64_000, 64_064, 64_064, 64_128].entries()) {
      say(seq + 1, midAt(time, seq));
    }
    writer.flush();
    assert.equal(writer.drop(1, 2), 2);
    assert.deepEqual(rows(), { times: 2, mids: 0 });
    assert.equal(index.find(1, midAt(64_064, 1)), undefined);
    assert.equal(index.find(1, midAt(64_064, 2))?.lastSeq, 4);
  });

  test('has no mid behind its highest, which is nothing in an empty store', () => {
    assert.equal(index.highest(), '');
    sayApart(5_000, 1, mostBlocks + 1);
    const highest = index.highest();
    assert.ok(highest > midAt(5_000, mostBlocks + 1));
    assert.ok(highest < midAt(5_064, 0));
  });

  test('is mended by a repair where rows are missing or belong to nothing', () => {
    sayApart(5_000, 1, mostBlocks + 3);
    store.database.exec(`
      DELETE FROM mid_times WHERE block = 7;
      DELETE FROM mids WHERE block = ${mostBlocks + 1};
      INSERT INTO mids VALUES ('nobody', 1, 1);
    `);
    assert.deepEqual(
      problems().map(({ text }) => text),
      [
        '2 messages cannot be found by their ids, so that a repetition could be stored twice',
        '1 rows of the index of ids belong to no message',
      ],
    );
    const repair = new MidRepair(store.database);
    for (const block of blocks()) repair.add(block);
    assert.deepEqual(problems(), []);
    assert.deepEqual(rows(), { times: mostBlocks, mids: 3 });
  });
});
