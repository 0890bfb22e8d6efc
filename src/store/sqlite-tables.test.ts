import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import {
  exampleAccount,
  exampleEntry,
  exampleMembership,
  exampleRoom,
  exampleSanction,
  exampleSession,
  tablesSuite,
} from '../chat/tables.suite.ts';
import type { SqliteTables } from './sqlite-tables.ts';
import { TestStore } from './store.fixture.ts';

tablesSuite('SQLite', () => new TestStore());

describe('SqliteTables as a transaction', () => {
  const lobby = exampleRoom();
  let store: TestStore;

  beforeEach(() => {
    store = new TestStore();
    store.tables.putAccount(exampleAccount());
    store.tables.putRoom(lobby);
    store.tables.putMembership(exampleMembership({ room: 1, account: 1, readPosition: 0 }));
    store.tables.addEntry(exampleEntry());
    store.commit();
  });
  afterEach(() => store.close());

  function change(tables: SqliteTables): void {
    tables.putAccount(exampleAccount({ name: 'other', pending: true }));
    tables.putAccount(exampleAccount({ id: 2 }));
    tables.putMembership(exampleMembership({ room: 1, account: 1, readPosition: 9 }));
    tables.putMembership(exampleMembership({ room: 1, account: 2, readPosition: 9 }));
    tables.putRoom(exampleRoom({ id: 2, key: '@1.2', kind: 'direct' }));
    tables.addEntry(exampleEntry({ seq: 2, position: 2, mid: 'second' }));
    tables.addEvent({ position: 3, at: 1, actor: 1, type: 'test', whom: null, data: {} });
    tables.putSanction(exampleSanction());
    tables.putSanction(exampleSanction({ subject: 'network:10.0.0.0/8' }));
    assert.equal(tables.networkSanctions().length, 1);
    tables.putSession(exampleSession());
    tables.putSetting('sign-up', 'closed');
  }

  function assertUnchanged(tables: SqliteTables): void {
    assert.deepEqual(tables.account(1), exampleAccount());
    assert.deepEqual(tables.accountByName('name1'), exampleAccount());
    assert.equal(tables.accountByName('other'), undefined);
    assert.equal(tables.account(2), undefined);
    assert.deepEqual(
      tables.membership(1, 1),
      exampleMembership({ room: 1, account: 1, readPosition: 0 }),
    );
    assert.equal(tables.membership(1, 2), undefined);
    assert.deepEqual(tables.room(1), { ...lobby, lastSeq: 1 });
    assert.equal(tables.roomByKey('@1.2'), undefined);
    assert.equal(tables.entryByMid(1, 'second'), undefined);
    assert.equal(tables.nextPosition(), 2);
    assert.equal(tables.nextAccountId(), 2);
    assert.equal(tables.session(exampleSession().id), undefined);
    assert.equal(tables.setting('sign-up'), undefined);
    assert.deepEqual(tables.sanctionsOn('account:1'), []);
    assert.deepEqual(tables.networkSanctions(), []);
  }

  test('forgets everything since begin when it is rolled back', () => {
    change(store.tables);
    store.tables.rollback();
    store.tables.begin();
    assertUnchanged(store.tables);
  });

  test('undoes an attempt that throws, and that alone', () => {
    const fault = new Error('a rule that failed');
    assert.throws(
      () =>
        store.tables.attempt(() => {
          change(store.tables);
          throw fault;
        }),
      (error) => error === fault,
    );
    assertUnchanged(store.tables);
    store.tables.addEntry(exampleEntry({ seq: 2, position: 2, mid: 'third' }));
    store.reopen();
    assert.equal(store.tables.room(1)?.lastSeq, 2);
  });

  test('keeps what an attempt wrote that went well, and what was before it', () => {
    store.tables.putSetting('before', 'kept');
    assert.equal(
      store.tables.attempt(() => store.tables.nextPosition()),
      2,
    );
    store.tables.attempt(() => change(store.tables));
    store.reopen();
    assert.equal(store.tables.setting('before'), 'kept');
    assert.equal(store.tables.account(1)?.name, 'other');
    assert.equal(store.tables.nextPosition(), 4);
  });

  test('refuses a second message at a place that is taken', () => {
    assert.throws(
      () => store.tables.addEntry(exampleEntry({ position: 2, mid: 'second' })),
      /adding message 1 to room 1: 1 is its last/,
    );
  });
});
