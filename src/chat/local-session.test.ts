import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { limits } from '../words/limits.ts';
import { ExampleLine, newSession } from './line.fixture.ts';
import { localAddress, type OpenLocalSession } from './local-session.ts';

let line: ExampleLine;

beforeEach(() => {
  line = new ExampleLine();
});

function opening(id: string, changes: Partial<OpenLocalSession> = {}): OpenLocalSession {
  return {
    type: 'session.local',
    at: line.at,
    account: line.operator.id,
    device: 'console',
    id,
    tokenHash: `token-${id}`,
    ...changes,
  };
}

describe('a session at the server itself', () => {
  test('is made the first time, and is the same from then on', () => {
    const first = line.accept(opening('s1'));
    assert.deepEqual(first.session, {
      id: 's1',
      account: line.operator.id,
      device: 'console',
      grant: null,
      tokenHash: 'token-s1',
      previousHash: null,
      familyHash: null,
      resumedBy: null,
      shownAfter: null,
      toldAt: line.at,
      createdAt: line.at,
      lastSeenAt: line.at,
      address: localAddress,
      revokedAt: 0,
    });
    line.at += 1_000;
    assert.deepEqual(line.accept(opening('s2')), first);
    assert.equal(line.tables.session('s2'), undefined);
    assert.equal(line.accept(opening('s3', { device: 'another' })).session.id, 's3');
  });

  test('is made anew once it was ended', () => {
    line.accept(opening('s1'));
    const { at, operator } = line;
    const account = operator.id;
    line.accept({ type: 'session.revoke', at, actor: account, account, sessions: 'all' });
    assert.equal(line.accept(opening('s2')).session.id, 's2');
  });

  test('is no session that a device of the same name has from elsewhere', () => {
    const session = { ...newSession('s1'), device: 'console' };
    const opal = line.signUp('opal', { role: 'operator', mode: 'operator', session });
    assert.equal(line.accept(opening('s2', { account: opal.id })).session.id, 's2');
  });

  test('counts among the sessions of the account', () => {
    for (let number = 0; number < limits.sessionsPerAccount; number += 1) {
      line.at += 1;
      line.accept(opening(`s${number}`, { device: `console ${number}` }));
    }
    assert.deepEqual(line.accept(opening('last')).revoked, ['s0']);
  });

  test('is for operators alone', () => {
    const ada = line.signUp('ada');
    line.refuse(opening('s1', { account: ada.id }), 'forbidden');
    line.refuse(opening('s1', { account: 99 }), 'name.unknown');
  });
});
