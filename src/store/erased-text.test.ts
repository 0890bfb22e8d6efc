import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { exampleAccount, exampleEntry, exampleRoom } from '../chat/tables.suite.ts';
import { writeContent } from '../words/content.ts';
import { moveLogIntoDatabase } from './checkpoints.ts';
import { TestStore } from './store.fixture.ts';

/* Text that was taken away is nowhere in the files of the database. */

/** Entries committed together, by the lengths of their texts. */
const batches = fc.array(
  fc.array(fc.oneof({ weight: 4, arbitrary: fc.nat({ max: 200 }) }, fc.nat({ max: 9_000 })), {
    minLength: 1,
    maxLength: 6,
  }),
  { minLength: 1, maxLength: 60, size: 'max' },
);
const filler = fc.constantFrom('x', 'é', '字', '😀', '"');

test('an erased text is in no file of the database after a checkpoint, and all others are stored', () => {
  fc.assert(
    fc.property(batches, filler, fc.array(fc.nat(), { maxLength: 40 }), (lengths, fill, erased) => {
      const store = new TestStore();
      try {
        const texts = addAll(store, lengths, fill);
        const gone = new Set(erased.map((number) => (number % texts.length) + 1));
        const size = store.database.prepare(
          'SELECT sum(length(CAST(contents AS BLOB))) FROM blocks',
        );
        const before = size.get();
        for (const seq of gone) {
          store.tables.eraseEntry(1, seq);
          store.commit();
        }
        assert.deepEqual(size.get(), before, 'rows have changed their size');
        store.tables.commit();
        assert.ok(moveLogIntoDatabase(store.database));
        const bytes = readFiles(store.file);
        // In the file a text that is still there may be cut where a page of the database ends.
        const rows = store.database.prepare('SELECT contents FROM blocks').all();
        const kept = rows.map(({ contents }) => contents).join();
        for (const [index, text] of texts.entries()) {
          if (gone.has(index + 1)) assert.ok(!bytes.includes(text) && !kept.includes(text), text);
          else assert.ok(kept.includes(text), text);
        }
        store.tables.begin();
      } finally {
        store.close();
      }
    }),
    { numRuns: 12 },
  );
});

/** Adds the entries of each batch and commits them; returns a text by which each is found. */
function addAll(store: TestStore, batches: readonly number[][], fill: string): string[] {
  store.tables.putAccount(exampleAccount());
  store.tables.putRoom(exampleRoom());
  const marks: string[] = [];
  for (const lengths of batches) {
    for (const length of lengths) {
      const seq = marks.length + 1;
      marks.push(`<mark ${seq}>`);
      // The end of a page may cut one of them in two, and not both.
      const text = `<mark ${seq}><mark ${seq}>${fill.repeat(length)}`;
      const content = writeContent({ kind: 'text', text });
      store.tables.addEntry(exampleEntry({ seq, position: seq, mid: `mid-${seq}`, content }));
    }
    store.commit();
  }
  return marks;
}

function readFiles(file: string): string {
  const files = [file, `${file}-wal`, `${file}-shm`].filter((each) => existsSync(each));
  return files.map((each) => readFileSync(each, 'latin1')).join();
}
