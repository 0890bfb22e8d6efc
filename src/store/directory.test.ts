import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { inviteFits } from '../chat/sign-up.ts';
import {
  exampleAccount,
  exampleEntry,
  exampleMembership,
  exampleRoom,
  exampleSanction,
  exampleSession,
} from '../chat/tables.suite.ts';
import type { AuditEvent, Term } from '../chat/tables.ts';
import { Directory } from './directory.ts';
import { TestStore } from './store.fixture.ts';

describe('Directory', () => {
  const lobby = exampleRoom();
  let store: TestStore;
  let directory: Directory;

  beforeEach(() => {
    store = new TestStore();
    store.tables.putRoom(lobby);
    for (const id of [1, 2, 3, 4]) {
      store.tables.putAccount(exampleAccount({ id }));
      store.tables.putMembership(exampleMembership({ room: 1, account: id, readPosition: id }));
    }
    store.commit();
    directory = new Directory(store.file);
  });
  afterEach(() => {
    directory.close();
    store.close();
  });

  test('sees what was committed, and not what was not', () => {
    store.tables.putAccount(exampleAccount({ id: 5, pending: true }));
    assert.equal(directory.account(5), undefined);
    store.commit();
    assert.deepEqual(directory.account(5), exampleAccount({ id: 5, pending: true }));
    assert.deepEqual(directory.accountByName('name5'), directory.account(5));
  });

  test('knows nobody and nothing that is not there', () => {
    assert.equal(directory.account(9), undefined);
    assert.equal(directory.accountByName('nobody'), undefined);
    assert.equal(directory.session('none'), undefined);
    assert.deepEqual(directory.liveSessions(1), []);
    assert.equal(directory.room(9), undefined);
    assert.equal(directory.roomByKey('@8.9'), undefined);
    assert.deepEqual(directory.roomsOf(9), []);
    assert.equal(directory.setting('sign-up'), undefined);
    assert.equal(directory.invite('none'), undefined);
    assert.deepEqual(directory.acts(10, 10), []);
  });

  test('gives the addresses from which live sessions were used lately', () => {
    const sessions = [
      { id: 'now', lastSeenAt: 2_000, address: '192.0.2.1' },
      { id: 'long ago', lastSeenAt: 1_000, address: '192.0.2.2' },
      { id: 'ended', lastSeenAt: 2_000, address: '192.0.2.3', revokedAt: 2_000 },
    ];
    for (const session of sessions) store.tables.putSession(exampleSession(session));
    store.commit();
    assert.deepEqual([...directory.addressesSince(1_000, 10)], ['192.0.2.1']);
    assert.deepEqual([...directory.addressesSince(0, 10)].sort(), ['192.0.2.1', '192.0.2.2']);
    assert.equal([...directory.addressesSince(0, 1)].length <= 1, true);
  });

  test('lists accounts by name', () => {
    store.tables.putAccount(exampleAccount({ id: 5, name: 'ada', sanctioned: true }));
    store.commit();
    assert.deepEqual(
      directory.accounts().map(({ name }) => name),
      ['ada', 'name1', 'name2', 'name3', 'name4'],
    );
    assert.equal(directory.accounts()[0]?.sanctioned, true);
  });

  test('finds the operator, the one made first, and nobody on a line without one', () => {
    assert.equal(directory.operator(), undefined);
    store.tables.putAccount(exampleAccount({ id: 5, name: 'zoe', role: 'operator' }));
    store.tables.putAccount(exampleAccount({ id: 6, name: 'max', role: 'operator' }));
    store.commit();
    assert.equal(directory.operator()?.name, 'zoe');
  });

  test('lists sessions that live, unused for longest first', () => {
    const young = exampleSession({ id: 'young', lastSeenAt: 3_000 });
    const old = exampleSession({ id: 'old', lastSeenAt: 2_000 });
    const gone = exampleSession({ id: 'gone', revokedAt: 5_000 });
    for (const session of [young, old, gone]) store.tables.putSession(session);
    store.commit();
    assert.deepEqual(directory.liveSessions(1), [old, young]);
    assert.deepEqual(directory.session('gone'), gone);
  });

  test('finds the device used last, whether its session it lives or was ended', () => {
    assert.equal(directory.lastDeviceOf(1), undefined);
    const live = exampleSession({ id: 'live', lastSeenAt: 2_000 });
    const older = exampleSession({ id: 'older', lastSeenAt: 1_000, revokedAt: 5_000 });
    for (const session of [live, older]) store.tables.putSession(session);
    store.commit();
    assert.deepEqual(directory.lastDeviceOf(1), live);
    const ended = exampleSession({ id: 'ended', lastSeenAt: 3_000, revokedAt: 4_000 });
    store.tables.putSession(ended);
    store.commit();
    assert.deepEqual(directory.lastDeviceOf(1), ended);
    assert.equal(directory.lastDeviceOf(2), undefined);
  });

  test('takes no app token for the device used last, whether it lives or was ended', () => {
    const grant = { read: true, write: true, rooms: null, expiresAt: null };
    const device = exampleSession({ id: 'device', lastSeenAt: 1_000 });
    const token = exampleSession({ id: 'token', grant, lastSeenAt: 3_000 });
    const ended = exampleSession({ id: 'ended', grant, lastSeenAt: 4_000, revokedAt: 5_000 });
    for (const session of [device, token, ended]) store.tables.putSession(session);
    store.commit();
    assert.deepEqual(directory.lastDeviceOf(1), device);
    assert.deepEqual(directory.liveSessions(1), [device, token]);
  });

  test('gives rooms with the number of their last message', () => {
    store.tables.addEntry(exampleEntry());
    store.commit();
    assert.deepEqual(directory.room(1), { ...lobby, lastSeq: 1 });
    assert.deepEqual(directory.roomByKey('lobby'), { ...lobby, lastSeq: 1 });
  });

  test('lists the lobby, then conversations with messages, the last spoken in first', () => {
    addConversation(2, 1, 2);
    addConversation(3, 1, 3);
    addConversation(4, 1, 4);
    addConversation(5, 2, 3);
    say(2, 1, 1);
    say(3, 1, 2);
    say(2, 2, 3);
    say(1, 1, 4);
    say(5, 1, 5);
    store.commit();
    const conversations = directory.roomsOf(1);
    assert.deepEqual(
      conversations.map((conversation) => [conversation.room.key, conversation.name]),
      [
        ['lobby', 'lobby'],
        ['@1.2', '@name2'],
        ['@1.3', '@name3'],
      ],
    );
    assert.deepEqual(conversations[0], {
      room: { ...lobby, lastSeq: 1 },
      membership: exampleMembership({ readPosition: 1 }),
      name: 'lobby',
    });
    assert.equal(conversations[1]?.room.lastSeq, 2);
    assert.equal(conversations[1]?.membership.readPosition, 70);
    assert.deepEqual(
      directory.roomsOf(2).map((conversation) => conversation.name),
      ['lobby', '@name3', '@name1'],
    );
  });

  function addConversation(id: number, lower: number, higher: number): void {
    store.tables.putRoom(exampleRoom({ id, key: `@${lower}.${higher}`, kind: 'direct' }));
    for (const account of [lower, higher])
      store.tables.putMembership(exampleMembership({ room: id, account, readPosition: 70 }));
  }

  function say(room: number, seq: number, position: number): void {
    store.tables.addEntry(exampleEntry({ room, seq, position, mid: `mid-${position}` }));
  }

  test('says whether an invitation is live until the moment it expires', () => {
    store.tables.putInvite({
      hash: 'hash',
      name: 'eve',
      createdBy: 1,
      expiresAt: 5_000,
      rooms: null,
      role: 'member',
    });
    store.commit();
    assert.equal(directory.invite('hash')?.name, 'eve');
    assert.equal(inviteFits(directory.invite('hash'), 'eve', 4_999), true);
    assert.equal(inviteFits(directory.invite('hash'), 'eve', 5_000), false);
    assert.equal(inviteFits(directory.invite('other'), 'eve', 0), false);
  });

  test('gives what was done to somebody or to the line, newest first, and what an account has to do with', () => {
    const event = (position: number, actor: number, whom: string | null) =>
      store.tables.addEvent({ position, at: 1, actor, type: 'test', whom, data: { until: null } });
    event(1, 1, 'account:2');
    event(2, 2, null);
    event(3, 2, 'account:2');
    event(4, 1, 'line');
    event(5, 3, 'network:10.0.0.0/8');
    store.commit();
    const positions = (acts: readonly AuditEvent[]) => acts.map(({ position }) => position);
    assert.deepEqual(positions(directory.acts(9, 9)), [5, 4, 3, 1]);
    assert.deepEqual(positions(directory.acts(4, 1)), [3]);
    assert.deepEqual(positions(directory.actsOf(2, 9, 9)), [3, 1]);
    assert.deepEqual(positions(directory.actsOf(1, 9, 9)), [4, 1]);
    assert.deepEqual(positions(directory.actsOf(2, 3, 9)), [1]);
    assert.deepEqual(positions(directory.actsOf(2, 9, 1)), [3]);
    assert.deepEqual(directory.acts(9, 1)[0]?.data, { until: null });
  });

  test('gives the sanctions of a scope that are in force, by kind and subject', () => {
    const sanctions = [
      exampleSanction({ subject: 'account:1' }),
      exampleSanction({ subject: 'account:3', until: 5_000 }),
      exampleSanction({ subject: 'network:10.0.0.0/8' }),
      exampleSanction({ kind: 'mute', subject: 'account:2' }),
    ];
    for (const sanction of sanctions) store.tables.putSanction(sanction);
    store.tables.putSanction(exampleSanction({ scope: 12 }));
    store.commit();
    assert.deepEqual(directory.sanctionsIn(0, undefined, 4_999, 9), sanctions);
    assert.deepEqual(directory.sanctionsIn(0, sanctions[1], 4_999, 1), [sanctions[2]]);
    assert.deepEqual(directory.sanctionsIn(0, sanctions[2], 4_999, 9), [sanctions[3]]);
    assert.deepEqual(
      directory.sanctionsIn(0, undefined, 5_000, 9),
      sanctions.filter(({ until }) => until === null),
    );
  });

  test('gives settings', () => {
    store.tables.putSetting('sign-up', 'closed');
    store.commit();
    assert.equal(directory.setting('sign-up'), 'closed');
  });

  test('refuses a database that is not there, and may be closed twice', () => {
    assert.throws(() => new Directory(`${store.file}.missing`), InputError);
    directory.close();
    directory.close();
  });

  test('knows the terms of the history, and what followed on each', () => {
    assert.deepEqual(directory.latestTerms(3), []);
    const terms = [1, 4, 9].map((position) => ({
      firstPosition: position,
      id: `term ${position}`,
      beganAt: 1_000 + position,
    }));
    for (const term of terms) store.tables.putTerm(term);
    store.commit();
    const [first, second, third] = terms as [Term, Term, Term];
    assert.deepEqual(directory.latestTerms(2), [third, second]);
    assert.deepEqual(directory.term('term 4'), second);
    assert.equal(directory.term('term 5'), undefined);
    assert.deepEqual(directory.termAfter(first), second);
    assert.equal(directory.termAfter(third), undefined);
  });

  test('finds the last entry of a room before a term, however many came before and behind', () => {
    store.tables.putRoom(exampleRoom({ id: 2, key: 'r2', kind: 'direct' }));
    let position = 0;
    const lastSeqs = new Map([
      [1, 0],
      [2, 0],
    ]);
    const begun: { term: Term; before: Map<number, number> }[] = [];
    for (let block = 0; block < 40; block += 1) {
      const room = block % 7 === 3 ? 2 : 1;
      for (let count = 0; count <= block % 3; count += 1) {
        position += 1;
        const seq = (lastSeqs.get(room) ?? 0) + 1;
        lastSeqs.set(room, seq);
        store.tables.addEntry(exampleEntry({ room, seq, position, mid: `mid ${position}` }));
      }
      store.commit();
      const term = { firstPosition: position + 1, id: `term ${block}`, beganAt: block };
      begun.push({ term, before: new Map(lastSeqs) });
    }
    for (const { term, before } of begun) {
      for (const room of [1, 2])
        assert.equal(directory.lastSeqBefore(term, room), before.get(room), term.id);
    }
    const first = { firstPosition: 1, id: 'first', beganAt: 0 };
    assert.deepEqual(
      [1, 2, 3].map((room) => directory.lastSeqBefore(first, room)),
      [0, 0, 0],
    );
  });
});
