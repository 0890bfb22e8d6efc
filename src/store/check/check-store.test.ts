import assert from 'node:assert/strict';
import { closeSync, copyFileSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { apply } from '../../chat/apply.ts';
import { anyProposals } from '../../chat/proposals.fixture.ts';
import { exampleAccount, exampleEntry, exampleRoom } from '../../chat/tables.suite.ts';
import { writeContent } from '../../words/content.ts';
import { openDatabase } from '../database.ts';
import { TestStore } from '../store.fixture.ts';
import { checkStore } from './check-store.ts';
import { isMendable, type Problem } from './problem.ts';
import { repairStore } from './repair-store.ts';

/** A store in which two people talk in two rooms; a commit has three of their messages. */
function talkative(test: Pick<TestContext, 'after'>, commits: number): TestStore {
  const store = new TestStore();
  test.after(() => store.close());
  const { tables } = store;
  apply(tables, { type: 'line.create', at: 1, epoch: 'epoch' });
  for (const id of [1, 2]) {
    tables.putAccount(exampleAccount({ id, uid: `uid-${id}`, name: `name${id}` }));
  }
  tables.putRoom(exampleRoom({ id: 2, key: 'r2', kind: 'named', name: 'ops' }));
  for (let index = 0; index < 3 * commits; index += 1) {
    const room = 1 + (Math.floor(index / 3) % 2);
    const seq = (tables.room(room)?.lastSeq ?? 0) + 1;
    const content = writeContent({ kind: 'text', text: `${index} ${'so it goes '.repeat(40)}` });
    const mid = `mid-${String(index).padStart(6, '0')}`;
    const position = tables.nextPosition();
    const entry = { room, seq, position, account: 1 + (index % 2), mid, at: index, content };
    tables.addEntry(exampleEntry(entry));
    if (index % 3 === 2) store.commit();
  }
  tables.commit();
  return store;
}

function problemsOf(database: DatabaseSync): readonly Problem[] {
  return checkStore(database).problems;
}

describe('the check of a store', () => {
  test('finds nothing in what the rules have written', () => {
    fc.assert(
      fc.property(anyProposals, (proposals) => {
        const store = new TestStore();
        try {
          apply(store.tables, { type: 'line.create', at: 1, epoch: 'epoch' });
          for (const [index, proposal] of proposals.entries()) {
            apply(store.tables, proposal);
            if (index % 7 === 0) store.commit();
          }
          store.tables.commit();
          assert.deepEqual(problemsOf(store.database), []);
        } finally {
          store.close();
        }
      }),
      { numRuns: 12 },
    );
  });

  test('names room and numbers of messages that are damaged, missing or out of order', (t) => {
    const { database } = talkative(t, 12);
    const checked = checkStore(database);
    assert.deepEqual({ ...checked }, { problems: [], rooms: 2, entries: 36, blocks: 12 });
    database.exec(`
      UPDATE blocks SET contents = replace(contents, 'so it goes', 'so it went') WHERE room = 1 AND last_seq = 6;
      UPDATE blocks SET checksum = NULL WHERE room = 1 AND last_seq = 12;
      DELETE FROM blocks WHERE room = 2 AND last_seq IN (3, 9, 12);
    `);
    const told = problemsOf(database).map(({ kind, text, place }) => [kind, text, place]);
    assert.deepEqual(told, [
      ['messages', 'are damaged', { room: 'lobby', first: 4, last: 6 }],
      ['messages', 'are damaged', { room: 'lobby', first: 10, last: 12 }],
      ['messages', 'are missing', { room: '#ops', first: 1, last: 3 }],
      ['messages', 'are missing', { room: '#ops', first: 7, last: 12 }],
    ]);
    assert.equal(problemsOf(database).some(isMendable), false);
  });

  test('finds what does not follow from the messages, and a repair mends it', (t) => {
    const { database } = talkative(t, 12);
    const before = database.prepare('SELECT * FROM blocks').all();
    database.exec(`
      DELETE FROM mids WHERE mid < 'mid-000012';
      UPDATE mid_times SET block = block + 1 WHERE block > 12;
      INSERT INTO amendments VALUES (1, 2, 3, 'edit', 1, '');
    `);
    const problems = problemsOf(database);
    assert.deepEqual(new Set(problems.map(({ kind }) => kind)), new Set(['mids', 'amendments']));
    assert.ok(problems.every(isMendable));
    repairStore(database, problems);
    assert.deepEqual(problemsOf(database), []);
    assert.deepEqual(database.prepare('SELECT * FROM blocks').all(), before);
  });

  test('of a file in which any byte was changed finds it, unless nothing reads otherwise', (t) => {
    const { database, file } = talkative(t, 40);
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const before = contentsOf(database);
    const own = pagesOf(database);
    const pageBytes = database.prepare('PRAGMA page_size').get()?.page_size as number;
    const copy = `${file}-copy`;
    copyFileSync(file, copy);
    const whole = readFileSync(file);
    const descriptor = openSync(copy, 'r+');
    t.after(() => closeSync(descriptor));
    let found = 0;
    for (let at = 0; at < whole.length; at += 397) {
      if (!own.has(1 + Math.floor(at / pageBytes))) continue;
      writeSync(descriptor, Buffer.of((whole[at] as number) ^ (1 << (at % 8))), 0, 1, at);
      if (isFound(copy, before)) found += 1;
      writeSync(descriptor, whole, at, 1, at);
    }
    assert.ok(found > 50, `${found} changes were found`);
  });
});

const tables = ['blocks', 'mids', 'mid_times', 'amendments', 'terms', 'rooms'];

/** Everything that has checksums, or follows from what has. */
function contentsOf(database: DatabaseSync): string {
  return JSON.stringify(
    tables.map((name) => database.prepare(`SELECT * FROM ${name} ORDER BY 1, 2`).all()),
  );
}

/** Pages of these tables and their indexes, those with the schema, and free ones. */
function pagesOf(database: DatabaseSync): Set<number> {
  const others = database
    .prepare(
      `SELECT DISTINCT pageno FROM dbstat WHERE name IN (SELECT name FROM sqlite_schema
        WHERE tbl_name NOT IN ('blocks', 'mids', 'mid_times', 'amendments'))
        AND name <> 'sqlite_schema'`,
    )
    .all();
  const taken = new Set(others.map(({ pageno }) => Number(pageno)));
  const count = Number(database.prepare('PRAGMA page_count').get()?.page_count);
  const all = Array.from({ length: count }, (_, index) => index + 1);
  return new Set(all.filter((page) => !taken.has(page)));
}

/** Whether a changed file is refused or has problems; asserts that it reads as before if it has none. */
function isFound(file: string, before: string): boolean {
  let database: DatabaseSync | undefined;
  try {
    database = openDatabase(file, { readOnly: true });
    if (checkStore(database).problems.length > 0) return true;
    assert.equal(contentsOf(database), before);
    return false;
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    return true;
  } finally {
    if (database?.isOpen) database.close();
  }
}
