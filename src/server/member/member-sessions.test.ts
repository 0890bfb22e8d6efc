import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MemberSessions, type SessionConnection } from './member-sessions.ts';

interface Recorded extends SessionConnection {
  readonly ended: readonly string[];
}

interface Kind {
  readonly account?: number;
  /** The token with which it came in beside the device. */
  readonly beside?: string;
  readonly isLocal?: boolean;
}

/** A connection that takes itself out when it is ended, as real ones do. */
function connect(
  sessions: MemberSessions,
  sessionId: string,
  { account = 1, beside, isLocal = false }: Kind = {},
): Recorded {
  const ended: string[] = [];
  const connection: Recorded = {
    account,
    address: '192.0.2.1',
    sessionId,
    isLocal,
    isBeside: beside !== undefined,
    besideTokenHash: beside,
    ended,
    tellPreferences: ({ notify }) => ended.push(notify),
    tellRole: (role) => ended.push(role),
    tellTerm: (term) => ended.push(term),
    tellInvitation: (room) => ended.push(`room ${room}`),
    tellToken: (name) => ended.push(name),
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
    const beside = connect(sessions, 'a', { beside: 'token' });
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

  test('beside the own one end with the device token that they came in with, and only they', () => {
    const sessions = new MemberSessions(16);
    const own = connect(sessions, 'a');
    const [outdated, renewed] = ['before', 'now'].map((beside) =>
      connect(sessions, 'a', { beside }),
    );
    const other = connect(sessions, 'b', { beside: 'before' });
    sessions.endOutdated('a', (token) => token === 'now');
    assert.deepEqual(outdated?.ended, ['renewed']);
    for (const stays of [own, renewed, other]) assert.deepEqual(stays?.ended, []);
  });

  test('are no more than they may be beside the own one', () => {
    const sessions = new MemberSessions(2);
    connect(sessions, 'a', { beside: 'token' });
    sessions.assertRoomBeside('a');
    connect(sessions, 'a', { beside: 'token' });
    assert.throws(() => sessions.assertRoomBeside('a'), { code: 'server.busy' });
    sessions.assertRoomBeside('b');
  });

  test('end together with their session, or those that match and no other', () => {
    const sessions = new MemberSessions(16);
    const phone = connect(sessions, 'phone');
    const beside = connect(sessions, 'phone', { beside: 'token' });
    const desk = connect(sessions, 'desk');
    const other = connect(sessions, 'other', { account: 2 });
    sessions.endSession('phone', { reason: 'revoked', words: '' });
    assert.deepEqual([phone.ended, beside.ended], [['revoked'], ['revoked']]);
    assert.deepEqual(desk.ended, []);
    const isFirst = ({ account }: Pick<SessionConnection, 'account'>) => account === 1;
    assert.equal(sessions.countWhere(isFirst), 1);
    sessions.endWhere(isFirst, { reason: 'banned', words: '' });
    assert.deepEqual([desk.ended, other.ended], [['banned'], []]);
  });

  test('stay at the server itself, whatever becomes of session and account', () => {
    const sessions = new MemberSessions(16);
    const console = connect(sessions, 'console', { beside: 'none', isLocal: true });
    assert.equal(
      sessions.countWhere(() => true),
      0,
    );
    sessions.endWhere(() => true, { reason: 'kicked', words: '' });
    sessions.endSession('console', { reason: 'revoked', words: '' });
    assert.deepEqual(console.ended, []);
  });
});
