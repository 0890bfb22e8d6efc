import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { DatabaseSync } from '../../base/sqlite.ts';
import { isDamage } from '../database.ts';
import { IndexFeed } from './feed.ts';
import { fill, indexOf, SearchedStore, search } from './search.fixture.ts';
import { SearchIndex } from './search-index.ts';

describe('the index of the search', () => {
  let store: SearchedStore;
  let index: SearchIndex;

  beforeEach(() => {
    store = new SearchedStore();
    for (const text of ['apples', 'apricots', 'apples again']) {
      store.post(text);
      store.flush();
    }
    index = indexOf(store);
  });
  afterEach(() => {
    index.close();
    store.close();
  });

  /** Numbers of the messages in which a term is found. */
  function numbers(term: string): number[] {
    return search(index, store, { terms: [term] }).results.map(({ seq }) => seq);
  }

  /** Opens the index as the next start does; returns how far it was before anything was taken in. */
  function reopened(): number {
    index.close();
    index = new SearchIndex(store.indexFile);
    return new IndexFeed(index, store.searchable).position;
  }

  /** Changes the file of the index, while nobody has it open. */
  function spoil(change: () => void): void {
    index.close();
    change();
  }

  test('is kept from one start to the next, also where nothing was stored in between', () => {
    store.beginTerm('second term');
    assert.equal(reopened(), 3);
    store.beginTerm('third term');
    assert.equal(reopened(), 3);
    store.post('apples once more');
    store.flush();
    fill(index, store);
    assert.equal(reopened(), 4);
    assert.deepEqual(numbers('apples'), [4, 3, 1]);
  });

  test('is made anew when it is lost', () => {
    spoil(() => rmSync(store.indexFile));
    assert.equal(reopened(), 0);
    fill(index, store);
    assert.deepEqual(numbers('apples'), [3, 1]);
  });

  test('notices that its file was removed while it is open', () => {
    assert.ok(index.isInPlace);
    rmSync(store.indexFile);
    assert.ok(!index.isInPlace);
  });

  test('is made anew when it is damaged', () => {
    spoil(() =>
      writeFileSync(store.indexFile, 'no database at all, but long enough for a header'.repeat(99)),
    );
    assert.equal(reopened(), 0);
    fill(index, store);
    assert.deepEqual(numbers('apples'), [3, 1]);
  });

  test('tells damage that shows later from other errors', () => {
    spoil(() => {
      const bytes = readFileSync(store.indexFile);
      bytes.fill(0xff, 4096);
      writeFileSync(store.indexFile, bytes);
    });
    const isFound = () => {
      reopened();
      return numbers('apples');
    };
    try {
      assert.deepEqual(isFound(), []);
    } catch (error) {
      assert.ok(isDamage(error), String(error));
    }
    assert.ok(!isDamage(new Error('another')));
  });

  test('is made anew when it is of another version', () => {
    spoil(() => {
      const database = new DatabaseSync(store.indexFile);
      database.exec("UPDATE state SET value = '0, Unicode 1.0' WHERE key = 'version'");
      database.close();
    });
    assert.equal(reopened(), 0);
  });

  test('is made anew when the store is that of another line', () => {
    store.tables.putSetting('epoch', 'another epoch');
    assert.equal(reopened(), 0);
  });

  test('is made anew when a copy of the store from before was put back', () => {
    const copy = new SearchedStore();
    try {
      copy.post('apples');
      copy.flush();
      copy.beginTerm('another term');
      for (const text of ['pears', 'plums', 'peaches']) copy.post(text);
      copy.flush();
      const feed = new IndexFeed(index, copy.searchable);
      assert.equal(feed.position, 0);
    } finally {
      copy.close();
    }
  });

  test('is made anew when it has more than the store', () => {
    const copy = new SearchedStore();
    try {
      copy.post('apples');
      copy.flush();
      assert.equal(new IndexFeed(index, copy.searchable).position, 0);
    } finally {
      copy.close();
    }
  });

  test('loses the entries that the store has dropped', () => {
    store.drop(1, 2);
    assert.deepEqual(numbers('apples'), [3], 'a search sees it at once');
    assert.deepEqual(index.placesAfter(0, 10).length, 3);
    fill(index, store);
    assert.deepEqual(index.placesAfter(0, 10).length, 1);
    assert.equal(reopened(), 3);
    assert.equal(index.sweptMark, store.searchable.dropMark, 'the next start need not look again');
  });

  test('has no trace of a deleted text once its remains are cleared away', () => {
    const secret = store.post('xylophone');
    store.flush();
    fill(index, store);
    assert.deepEqual(numbers('xylophone'), [secret.seq]);
    store.delete(secret);
    store.flush();
    assert.deepEqual(numbers('xylophone'), [], 'a search sees it at once');
    fill(index, store);
    assert.ok(index.hasRemains);
    for (let step = 0; index.hasRemains; step += 1) {
      assert.ok(step < 100, 'it comes to an end');
      index.mergeStep();
    }
    assert.deepEqual(
      tokens().filter((token) => 'xylophone'.includes(token)),
      [],
    );
    assert.ok(tokens().includes('ppl'));
    assert.deepEqual(numbers('apples'), [3, 1]);
  });

  /** All tokens in the file. */
  function tokens(): string[] {
    const database = new DatabaseSync(store.indexFile);
    try {
      database.exec("CREATE VIRTUAL TABLE temp.tokens USING fts5vocab (main, entries, 'row')");
      return database
        .prepare('SELECT term FROM temp.tokens')
        .all()
        .map(({ term }) => String(term));
    } finally {
      database.close();
    }
  }
});
