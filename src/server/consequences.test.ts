import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Committed } from '../journal/journal.ts';
import { Consequences } from './consequences.ts';
import { Gate } from './login/gate.ts';
import { MemberSessions, type SessionConnection } from './member/member-sessions.ts';
import { RoomChanges } from './member/room-changes.ts';

function follow() {
  const sessions = new MemberSessions(16);
  const gate = new Gate('open');
  const logged: string[] = [];
  const refreshed: string[] = [];
  const log = { info: (event: string) => logged.push(event) };
  const device = { tokenHash: 'newest', previousHash: 'before', revokedAt: 0 };
  const directory = {
    session: (id: string) => (id === 'a' ? device : undefined),
    account: (id: number) => ({ id, role: id === 9 ? 'operator' : 'member', createdAt: id * 100 }),
  };
  const mutedNetworks = { refresh: () => refreshed.push('muted') };
  const away: unknown[] = [];
  const presence = { isAway: (...facts: unknown[]) => away.push(facts) };
  const roomChanges = new RoomChanges();
  const terms = { refresh: () => 'term 2' };
  const turns = { saw: (turn: unknown) => refreshed.push(JSON.stringify(turn)) };
  const others = { presence, mutedNetworks, roomChanges, terms, turns };
  const parts = { sessions, gate, directory, ...others, log } as never;
  const consequences = new Consequences(parts);
  const tell = (type: string, outcome: object, firstTicket: number | undefined) => {
    const one = { firstTicket, proposals: [{ type }], outcomes: [{ ok: true, ...outcome }] };
    consequences.committed(one as unknown as Committed);
  };
  const committed = (type: string, outcome: object) => tell(type, outcome, 1);
  const elsewhere = (type: string, outcome: object) => tell(type, outcome, undefined);
  return { elsewhere, sessions, gate, logged, refreshed, away, committed };
}

function connect(
  sessions: MemberSessions,
  account: number,
  sessionId: string,
  besideTokenHash?: string,
) {
  const ended: string[] = [];
  const end = (reason: string) => ended.push(reason);
  const connection: SessionConnection = {
    account,
    address: `192.0.2.${account}`,
    sessionId,
    isLocal: false,
    isBeside: besideTokenHash !== undefined,
    besideTokenHash,
    end,
    tellPreferences: () => end('preferences'),
    tellRole: end,
    tellTerm: end,
    tellInvitation: (room) => end(`room ${room}`),
    tellToken: end,
  };
  sessions.add(connection);
  return ended;
}

const revoking = [
  'session.open',
  'session.local',
  'session.revoke',
  'token.create',
  'account.record',
] as const;

describe('what follows from a proposal that was accepted', () => {
  test('line.run: everybody is told of the term that another node has begun', () => {
    const { sessions, committed } = follow();
    const told = [connect(sessions, 1, 'a'), connect(sessions, 2, 'b')];
    committed('line.run', { value: {} });
    assert.deepEqual(told, [['term 2'], ['term 2']]);
  });

  test('session.rotate on another node: the connection that the device had here is replaced', () => {
    const { sessions, refreshed, elsewhere } = follow();
    const own = connect(sessions, 1, 'a');
    const other = connect(sessions, 1, 'b');
    const resumedBy = { run: 'line', number: 7 };
    elsewhere('session.rotate', { value: { replayed: false, session: { id: 'a', resumedBy } } });
    assert.deepEqual([own, other], [['replaced'], []], 'at once: a later login is not to be ended');
    assert.deepEqual(refreshed, [JSON.stringify(resumedBy)]);
  });

  test('token.create on another node: the devices here are told', () => {
    const { sessions, elsewhere } = follow();
    const device = connect(sessions, 1, 'a');
    const session = { account: 1, device: 'bot' };
    elsewhere('token.create', { value: { session, revoked: [] } });
    assert.deepEqual(device, ['bot']);
  });

  for (const type of revoking) {
    test(`${type}: sessions that it revoked lose their connections, once their own answer is out`, async () => {
      const { sessions, logged, committed } = follow();
      const revoked = connect(sessions, 1, 'a');
      const stays = connect(sessions, 1, 'b');
      committed(type, { value: { revoked: ['a', 'gone'] } });
      assert.deepEqual(revoked, []);
      await nextTurn();
      assert.deepEqual([revoked, stays], [['revoked'], []]);
      assert.deepEqual(logged, ['session.revoked', 'session.revoked', 'accepted']);
    });
  }

  test('session.rotate: a session whose old token was replayed ends, one that is resumed does not', async () => {
    const { sessions, committed } = follow();
    const ended = connect(sessions, 1, 'a');
    committed('session.rotate', { value: { replayed: false, session: { id: 'a' } } });
    await nextTurn();
    assert.deepEqual(ended, []);
    committed('session.rotate', { value: { replayed: true, revoked: ['a'], account: 1 } });
    await nextTurn();
    assert.deepEqual(ended, ['revoked']);
  });

  for (const [type, value] of [
    ['session.rotate', { replayed: false, session: { id: 'a' } }],
    ['session.show', { session: 'a' }],
  ] as const) {
    test(`${type}: programs beside the device end with the token that they came in with`, async () => {
      const { sessions, committed } = follow();
      const beside = ['older', 'before', 'newest'].map((token) => connect(sessions, 1, 'a', token));
      committed(type, { value });
      await nextTurn();
      assert.deepEqual(beside, [['renewed'], [], []]);
    });
  }

  test('session.attach: a session whose old token was replayed ends', async () => {
    const { sessions, committed } = follow();
    const ended = connect(sessions, 1, 'a');
    committed('session.attach', { value: { replayed: false } });
    committed('session.attach', { value: { replayed: true, revoked: ['a'], account: 1 } });
    await nextTurn();
    assert.deepEqual(ended, ['revoked']);
  });

  test('account.ban: all connections of the account end, and no other', async () => {
    const { sessions, committed } = follow();
    const [phone, desk, other] = [
      connect(sessions, 7, 'a'),
      connect(sessions, 7, 'b'),
      connect(sessions, 8, 'c'),
    ];
    committed('account.ban', { value: { ban: { subject: 'account:7', until: null, reason: '' } } });
    await nextTurn();
    assert.deepEqual([phone, desk, other], [['banned'], ['banned'], []]);
  });

  test('account.ban: all connections from the network end, and no other', async () => {
    const { sessions, committed } = follow();
    const ended = [7, 8, 200].map((account) => connect(sessions, account, `s${account}`));
    committed('account.ban', {
      value: { ban: { subject: 'network:192.0.2.0/25', until: null, reason: '' } },
    });
    await nextTurn();
    assert.deepEqual(ended, [['banned'], ['banned'], []]);
  });

  test('account.kick: connections from the network end, but for those of the operator', async () => {
    const { sessions, committed } = follow();
    const ended = [7, 8, 200].map((account) => connect(sessions, account, `s${account}`));
    committed('account.kick', { value: { subject: 'network:192.0.2.0/25', actor: 8, reason: '' } });
    await nextTurn();
    assert.deepEqual(ended, [['kicked'], [], []]);
  });

  test('account.mute and account.unmute: the muted networks are read anew', () => {
    const { refreshed, committed } = follow();
    committed('account.mute', { value: {} });
    committed('account.unmute', { value: {} });
    assert.deepEqual(refreshed, ['muted', 'muted']);
  });

  test('line.lockdown: newcomers are ended that it keeps out, and sign-up is closed until it is over', async () => {
    const { sessions, gate, committed } = follow();
    const ended = [7, 8, 9].map((account) => connect(sessions, account, `s${account}`));
    committed('line.lockdown', {
      value: { lockdown: { since: 1, newcomersSince: null, slowMs: 0 } },
    });
    await nextTurn();
    assert.deepEqual(ended, [[], [], []]);
    assert.equal(gate.signUp, 'closed');
    const lockdown = { since: 1, newcomersSince: 800, slowMs: 0 };
    committed('line.lockdown', { value: { lockdown } });
    await nextTurn();
    assert.deepEqual(ended, [[], ['kicked'], []]);
    committed('line.lockdown', { value: { lockdown: null } });
    assert.equal(gate.signUp, 'open');
  });

  test('account.role: the connections of the account are told, and no other', () => {
    const { sessions, committed } = follow();
    const [phone, other] = [connect(sessions, 7, 'a'), connect(sessions, 8, 'b')];
    committed('account.role', { value: { account: { id: 7, role: 'operator' } } });
    assert.deepEqual([phone, other], [['operator'], []]);
  });

  test('sign-up.change: newcomers are taken in the new way at once', () => {
    const { gate, committed } = follow();
    committed('sign-up.change', { value: { mode: 'closed' } });
    assert.equal(gate.signUp, 'closed');
  });

  test('sign-up.drop: the log names whom it dropped', () => {
    const { logged, committed } = follow();
    committed('sign-up.drop', { value: { dropped: ['ada', 'bob'] } });
    assert.deepEqual(logged, ['sign-up.dropped', 'sign-up.dropped', 'accepted']);
  });

  test('a refusal has no consequence', async () => {
    const { sessions, gate, logged, committed } = follow();
    const ended = connect(sessions, 1, 'a');
    committed('sign-up.change', { ok: false, code: 'forbidden' });
    committed('session.revoke', { ok: false, code: 'session.unknown' });
    await nextTurn();
    assert.deepEqual([gate.signUp, ended, logged], ['open', [], []]);
  });

  test('posts and departures are not in the log, other proposals are', () => {
    const { logged, committed } = follow();
    committed('post', { value: {} });
    committed('session.leave', { value: { read: [] } });
    committed('read.mark', { value: { moved: null } });
    assert.deepEqual(logged, []);
    committed('account.admit', { value: {} });
    assert.deepEqual(logged, ['accepted']);
  });
});
