import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { limits } from '../words/limits.ts';
import type { RotateDeviceToken } from './device-token.ts';
import { ExampleLine, newSession, newTurn } from './line.fixture.ts';
import type { LeaveSession, OpenSession, RevokeSessions } from './sessions.ts';
import type { Account, Session } from './tables.ts';

let line: ExampleLine;
let ada: Account;

beforeEach(() => {
  line = new ExampleLine();
  ada = line.signUp('ada', { session: newSession('s1') });
});

function opening(id: string, changes: Partial<OpenSession> = {}): OpenSession {
  const session = newSession(id);
  return {
    type: 'session.open',
    at: line.at,
    account: ada.id,
    record: 'record-ada',
    session,
    ...changes,
  };
}

function rotation(
  presentedHash: string,
  nextHash: string,
  changes: Partial<RotateDeviceToken> = {},
): RotateDeviceToken {
  return {
    type: 'session.rotate',
    at: line.at,
    session: 's1',
    presentedHash,
    familyHash: 'family-s1',
    nextHash,
    address: '198.51.100.7',
    turn: newTurn(),
    ...changes,
  };
}

function revocation(
  sessions: RevokeSessions['sessions'],
  changes: Partial<RevokeSessions> = {},
): RevokeSessions {
  return {
    type: 'session.revoke',
    at: line.at,
    actor: ada.id,
    account: ada.id,
    sessions,
    ...changes,
  };
}

function leaving(
  readPositions: LeaveSession['readPositions'],
  changes: Partial<LeaveSession> = {},
): LeaveSession {
  return { type: 'session.leave', at: line.at, session: 's1', readPositions, ...changes };
}

function banAda(until: number | null): void {
  const actor = line.operator.id;
  line.accept({ type: 'account.ban', at: line.at, actor, name: 'ada', until, reason: '' });
}

function liveIds(): string[] {
  return line.tables.liveSessions(ada.id).map((session) => session.id);
}

describe('opening a session', () => {
  test('adds a live session and writes it down without its token', () => {
    const { session, revoked } = line.accept(opening('s2'));
    assert.deepEqual(line.tables.session('s2'), session);
    assert.deepEqual(revoked, []);
    assert.deepEqual(liveIds(), ['s1', 's2']);
    const event = line.tables.snapshot().events.at(-1);
    assert.deepEqual(event?.data, { session: 's2', revoked: 0 });
  });

  test('is refused against a record that was replaced meanwhile', () => {
    line.refuse(opening('s2', { record: 'an older one' }), 'auth.failed');
  });

  test('is refused for an account that is not there, and for one without a record', () => {
    line.refuse(opening('s2', { account: 99 }), 'auth.failed');
    line.refuse(opening('s2', { account: line.operator.id }), 'auth.failed');
  });

  test('is refused while the account waits to be admitted', () => {
    line.accept({ type: 'sign-up.change', at: line.at, actor: line.operator.id, mode: 'approve' });
    const { id } = line.signUp('cora');
    line.refuse(opening('s2', { account: id, record: 'record-cora' }), 'auth.pending');
  });

  test('is refused while the account is banned', () => {
    banAda(null);
    assert.equal(
      line.refuse(opening('s2'), 'auth.banned'),
      'The account is banned from this line.',
    );
  });

  test('is refused until a ban for a time is over, and says to the minute when that is', () => {
    banAda(Date.UTC(2031, 0, 2, 3, 4, 5));
    assert.equal(
      line.refuse(opening('s2'), 'auth.banned'),
      'The account is banned from this line until 2031-01-02 03:04 UTC.',
    );
  });

  test('is refused with the id of a session that is there, even a revoked one', () => {
    line.accept(revocation('all'));
    line.refuse(opening('s1'), 'internal');
  });

  test('lets the session unused for longest give way when there are too many', () => {
    for (let number = 2; number <= limits.sessionsPerAccount; number += 1) {
      assert.deepEqual(line.accept(opening(`s${number}`, { at: line.at + number })).revoked, []);
    }
    line.accept(rotation('token-s1', 'next', { at: line.at + 1_000 }));
    const { revoked } = line.accept(opening('one more', { at: line.at + 2_000 }));
    assert.deepEqual(revoked, ['s2']);
    assert.equal(line.tables.session('s2')?.revokedAt, line.at + 2_000);
    assert.equal(liveIds().length, limits.sessionsPerAccount);
  });
});

describe('resuming with a device token', () => {
  test('takes the current token, makes the next one current, and tells where it was before', () => {
    const at = line.at + 5_000;
    const turn = newTurn();
    const value = line.accept(rotation('token-s1', 't2', { at, turn }));
    assert.ok(!value.replayed);
    assert.equal(value.before.lastSeenAt, line.at);
    assert.equal(value.before.address, '192.0.2.1');
    assert.deepEqual(line.tables.session('s1'), {
      ...newSession('s1'),
      account: ada.id,
      tokenHash: 't2',
      previousHash: 'token-s1',
      resumedBy: turn,
      shownAfter: null,
      toldAt: line.at,
      createdAt: line.at,
      lastSeenAt: at,
      address: '198.51.100.7',
      revokedAt: 0,
      grant: null,
    });
  });

  test('takes the token before again when the answer was lost, as often as it is', () => {
    for (const next of ['t2', 't3', 't4']) {
      assert.equal(line.accept(rotation('token-s1', next)).replayed, false);
    }
    assert.equal(line.accept(rotation('t4', 't5')).replayed, false);
    assert.equal(line.tables.session('s1')?.previousHash, 't4');
  });

  test('ends the session when a token older than the one before is presented', () => {
    line.accept(rotation('token-s1', 't2'));
    line.accept(rotation('t2', 't3'));
    const value = line.accept(rotation('token-s1', 't4'));
    assert.deepEqual(value, { replayed: true, revoked: ['s1'], account: ada.id });
    assert.equal(line.tables.session('s1')?.revokedAt, line.at);
    const event = line.tables.snapshot().events.at(-1);
    assert.equal(event?.type, 'session.replay');
    assert.deepEqual(event?.data, { session: 's1', address: '198.51.100.7' });
  });

  test('ends the session when its device comes after a thief who had the token before', () => {
    line.accept(rotation('token-s1', 'device'));
    line.accept(rotation('token-s1', 'thief'));
    assert.equal(line.accept(rotation('device', 'next')).replayed, true);
    line.refuse(rotation('thief', 'next'), 'auth.resume');
  });

  test('is refused with a token that was never given, and the session stays', () => {
    line.refuse(rotation('never given', 't2', { familyHash: 'another family' }), 'auth.resume');
  });

  test('of a session older than families takes its last two tokens, and learns the family', () => {
    line.tables.putSession({ ...(line.tables.session('s1') as Session), familyHash: null });
    line.refuse(rotation('never given', 't2'), 'auth.resume');
    assert.equal(line.accept(rotation('token-s1', 't2')).replayed, false);
    assert.equal(line.tables.session('s1')?.familyHash, 'family-s1');
  });

  test('is refused on a connection that was greeted before the one which resumed last', () => {
    const [early, late] = [newTurn(), newTurn()];
    line.accept(rotation('token-s1', 't2', { turn: late }));
    for (const token of ['token-s1', 't2']) {
      line.refuse(rotation(token, 't3', { turn: early }), 'auth.overtaken');
    }
  });

  test('is refused for a session that is not there', () => {
    line.refuse(rotation('token-s1', 't2', { session: 'none' }), 'auth.resume');
  });

  test('is refused for a revoked session, with every token', () => {
    line.accept(rotation('token-s1', 't2'));
    line.accept(revocation('all'));
    for (const token of ['t2', 'token-s1', 'never given']) {
      line.refuse(rotation(token, 't3'), 'auth.resume');
    }
  });

  test('is refused while banned, and the same token is good when the ban is over', () => {
    banAda(line.at + 1_000);
    line.refuse(rotation('token-s1', 't2'), 'auth.banned');
    assert.equal(line.accept(rotation('token-s1', 't2', { at: line.at + 1_000 })).replayed, false);
  });
});

describe('leaving', () => {
  beforeEach(() => {
    for (const text of ['one', 'two', 'three']) line.accept(line.talk(line.operator, text));
  });

  test('keeps when the device was last here and how far it was served', () => {
    line.accept(leaving([{ room: 1, seq: 2 }], { at: line.at + 500 }));
    assert.equal(line.tables.session('s1')?.lastSeenAt, line.at + 500);
    assert.equal(line.tables.membership(1, ada.id)?.readPosition, 2);
  });

  test('never goes back in a room', () => {
    line.accept(leaving([{ room: 1, seq: 3 }]));
    line.accept(leaving([{ room: 1, seq: 1 }]));
    assert.equal(line.tables.membership(1, ada.id)?.readPosition, 3);
  });

  test('never goes past the last message of a room', () => {
    line.accept(leaving([{ room: 1, seq: 1_000 }]));
    assert.equal(line.tables.membership(1, ada.id)?.readPosition, 3);
  });

  test('passes over rooms the account is not in', () => {
    const bob = line.signUp('bob');
    const { room } = line.accept(line.talk(bob, 'psst', { to: { account: line.operator.id } }));
    line.accept(
      leaving([
        { room, seq: 1 },
        { room: 99, seq: 1 },
        { room: 1, seq: 1 },
      ]),
    );
    assert.equal(line.tables.membership(room, ada.id), undefined);
    assert.equal(line.tables.membership(1, ada.id)?.readPosition, 1);
  });

  test('leaves a revoked session revoked', () => {
    line.accept(revocation('all'));
    line.accept(leaving([{ room: 1, seq: 2 }], { at: line.at + 500 }));
    assert.equal(line.tables.session('s1')?.revokedAt, line.at);
    assert.equal(line.tables.membership(1, ada.id)?.readPosition, 2);
  });

  test('is refused for a session that is not there', () => {
    line.refuse(leaving([], { session: 'none' }), 'session.unknown');
  });
});

describe('revoking sessions', () => {
  beforeEach(() => {
    line.accept(opening('s2'));
    line.accept(opening('s3'));
  });

  test('ends one', () => {
    assert.deepEqual(line.accept(revocation({ only: 's2' })).revoked, ['s2']);
    assert.deepEqual(liveIds(), ['s1', 's3']);
  });

  test('ends all', () => {
    assert.deepEqual(line.accept(revocation('all')).revoked, ['s1', 's2', 's3']);
    assert.deepEqual(liveIds(), []);
  });

  test('ends all but one', () => {
    assert.deepEqual(line.accept(revocation({ except: 's2' })).revoked, ['s1', 's3']);
    assert.deepEqual(liveIds(), ['s2']);
  });

  test('is written down with who did it and how many ended', () => {
    line.accept(revocation('all', { actor: line.operator.id }));
    const event = line.tables.snapshot().events.at(-1);
    assert.equal(event?.actor, line.operator.id);
    assert.deepEqual(event?.data, { account: ada.id, revoked: 3 });
  });

  test('changes nothing where no session lives', () => {
    line.accept(revocation('all'));
    const before = line.tables.snapshot();
    assert.deepEqual(line.accept(revocation('all')).revoked, []);
    assert.deepEqual(line.tables.snapshot(), before);
  });

  test('is refused for one that is not there or was revoked before', () => {
    line.refuse(revocation({ only: 'none' }), 'session.unknown');
    line.accept(revocation({ only: 's2' }));
    line.refuse(revocation({ only: 's2' }), 'session.unknown');
  });

  test('is refused for the session of another account', () => {
    line.signUp('bob', { session: newSession('b1') });
    line.refuse(revocation({ only: 'b1' }), 'session.unknown');
  });

  test('of others is refused to members', () => {
    const { id } = line.signUp('bob');
    line.refuse(revocation('all', { actor: id }), 'forbidden');
  });

  test('is refused for accounts that are not there', () => {
    line.refuse(revocation('all', { actor: 99 }), 'name.unknown');
    line.refuse(revocation('all', { actor: line.operator.id, account: 99 }), 'name.unknown');
  });

  test('is refused to a banned account', () => {
    banAda(line.at + 1_000);
    line.refuse(revocation('all'), 'auth.banned');
  });
});
