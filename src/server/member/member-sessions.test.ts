import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MemberSessions, type SessionConnection } from './member-sessions.ts';

interface Recorded extends SessionConnection {
  readonly ended: readonly string[];
}

/** A connection that takes itself out when it is ended, as real ones do. */
function connect(
  sessions: MemberSessions,
  sessionId: string,
  { account = 1, attached = false, isLocal = false } = {},
): Recorded {
  const ended: string[] = [];
  const connection: Recorded = {
    account,
    sessionId,
    isLocal,
    attached,
    ended,
    tellRole: (role) => ended.push(role),
    end: (reason) => {
      ended.push(reason);
      sessions.remove(connection);
    },
  };
  sessions.add(connection);
  return connection;
}

describe('the connections of a session', () => {
  test('its own one takes the place of the one before, and programs stay beside it', () => {
    const sessions = new MemberSessions(16);
    const first = connect(sessions, 'a');
    const beside = connect(sessions, 'a', { attached: true });
    const other = connect(sessions, 'b');
    const second = connect(sessions, 'a');
    assert.deepEqual(first.ended, ['replaced']);
    for (const stays of [beside, other, second]) assert.deepEqual(stays.ended, []);
    assert.deepEqual([sessions.countOf('a'), sessions.countOf('b')], [2, 1]);
  });

  test('are counted out when they end, and a session without any is not kept', () => {
    const sessions = new MemberSessions(16);
    const one = connect(sessions, 'a');
    sessions.remove(one);
    sessions.remove(one);
    assert.equal(sessions.countOf('a'), 0);
  });

  test('are no more than they may be beside the own one', () => {
    const sessions = new MemberSessions(2);
    connect(sessions, 'a', { attached: true });
    sessions.assertRoomBeside('a');
    connect(sessions, 'a', { attached: true });
    assert.throws(() => sessions.assertRoomBeside('a'), { code: 'server.busy' });
    sessions.assertRoomBeside('b');
  });

  test('end together with their session, or with their account and no other', () => {
    const sessions = new MemberSessions(16);
    const phone = connect(sessions, 'phone');
    const beside = connect(sessions, 'phone', { attached: true });
    const desk = connect(sessions, 'desk');
    const other = connect(sessions, 'other', { account: 2 });
    sessions.endSession('phone', { reason: 'revoked', words: '' });
    assert.deepEqual([phone.ended, beside.ended], [['revoked'], ['revoked']]);
    assert.deepEqual(desk.ended, []);
    assert.equal(sessions.endAccount(1, { reason: 'banned', words: '' }), 1);
    assert.deepEqual([desk.ended, other.ended], [['banned'], []]);
  });

  test('stay at the server itself, whatever becomes of session and account', () => {
    const sessions = new MemberSessions(16);
    const console = connect(sessions, 'console', { attached: true, isLocal: true });
    assert.equal(sessions.endAccount(1, { reason: 'kicked', words: '' }), 0);
    sessions.endSession('console', { reason: 'revoked', words: '' });
    assert.deepEqual(console.ended, []);
  });
});
