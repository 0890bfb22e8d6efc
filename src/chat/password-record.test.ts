import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { ExampleLine, newSession } from './line.fixture.ts';
import type { IssueReset, ReplaceRecord } from './password-record.ts';
import type { Account } from './tables.ts';

let line: ExampleLine;
let ada: Account;

beforeEach(() => {
  line = new ExampleLine();
  ada = line.signUp('ada', { session: newSession('s1') });
  for (const id of ['s2', 's3']) {
    const session = newSession(id);
    line.accept({
      type: 'session.open',
      at: line.at,
      account: ada.id,
      record: 'record-ada',
      session,
    });
  }
});

function change(
  proof: ReplaceRecord['proof'],
  changes: Partial<ReplaceRecord> = {},
): ReplaceRecord {
  return {
    type: 'account.record',
    at: line.at,
    account: ada.id,
    record: 'new record',
    proof,
    ...changes,
  };
}

function reset(changes: Partial<IssueReset> = {}): IssueReset {
  return {
    type: 'account.reset',
    at: line.at,
    actor: line.operator.id,
    name: 'ada',
    codeHash: 'code',
    expiresAt: line.at + 1_000,
    ...changes,
  };
}

function liveIds(): string[] {
  return line.tables.liveSessions(ada.id).map((session) => session.id);
}

const bySession = { session: 's2', replaces: 'record-ada' };
const byCode = { resetHash: 'code', session: newSession('fresh') };

function ban(): void {
  const actor = line.operator.id;
  const until = line.at + 1_000;
  line.accept({ type: 'account.ban', at: line.at, actor, name: 'ada', until, reason: '' });
}

describe('a changed password', () => {
  test('replaces the record and ends every other session', () => {
    const value = line.accept(change(bySession));
    assert.equal(line.tables.account(ada.id)?.record, 'new record');
    assert.deepEqual(value.account, line.tables.account(ada.id));
    assert.deepEqual(value.revoked, ['s1', 's3']);
    assert.equal(value.session, null);
    assert.deepEqual(liveIds(), ['s2']);
  });

  test('makes a login that was proved against the old record fail', () => {
    line.accept(change(bySession));
    const session = newSession('late');
    const late = { type: 'session.open', at: line.at, account: ada.id, session } as const;
    line.refuse({ ...late, record: 'record-ada' }, 'auth.failed');
    line.accept({ ...late, record: 'new record' });
  });

  test('makes a reset code void', () => {
    line.accept(reset());
    line.accept(change(bySession));
    line.refuse(change(byCode), 'sign-up.code');
  });

  test('is written down without the record', () => {
    line.accept(change(bySession));
    const event = line.tables.snapshot().events.at(-1);
    assert.equal(event?.type, 'account.record');
    assert.deepEqual(event?.data, { reset: false, revoked: 2 });
  });

  test('is refused when the record was replaced meanwhile', () => {
    line.refuse(change({ ...bySession, replaces: 'an older one' }), 'auth.failed');
  });

  test('is refused for a session that is not there, was revoked, or is of another account', () => {
    line.refuse(change({ ...bySession, session: 'none' }), 'auth.token');
    line.signUp('bob', { session: newSession('b1') });
    line.refuse(change({ ...bySession, session: 'b1' }), 'auth.token');
    const sessions = { only: 's2' };
    const { id } = ada;
    line.accept({ type: 'session.revoke', at: line.at, actor: id, account: id, sessions });
    line.refuse(change(bySession), 'auth.token');
  });

  test('is refused for an account that is not there', () => {
    line.refuse(change(bySession, { account: 99 }), 'auth.token');
  });

  test('is refused while the account is banned', () => {
    ban();
    line.refuse(change(bySession), 'auth.banned');
  });
});

describe('a password set anew with a code', () => {
  beforeEach(() => {
    line.accept(reset());
  });

  test('replaces the record, ends every session and opens the one it came with', () => {
    const value = line.accept(change(byCode));
    assert.equal(value.account.record, 'new record');
    assert.deepEqual(value.revoked, ['s1', 's2', 's3']);
    assert.deepEqual(value.session, line.tables.session('fresh'));
    assert.deepEqual(liveIds(), ['fresh']);
  });

  test('uses the code up', () => {
    assert.equal(line.accept(change(byCode)).account.resetHash, null);
    const again = { resetHash: 'code', session: newSession('again') };
    line.refuse(change(again), 'sign-up.code');
  });

  test('is written down without code and record', () => {
    line.accept(change(byCode));
    const event = line.tables.snapshot().events.at(-1);
    assert.deepEqual(event?.data, { reset: true, revoked: 3 });
  });

  test('is refused with a wrong code, and for an account without one', () => {
    line.refuse(change({ ...byCode, resetHash: 'wrong' }), 'sign-up.code');
    line.refuse(change(byCode, { account: line.operator.id }), 'sign-up.code');
    line.refuse(change(byCode, { account: 99 }), 'sign-up.code');
  });

  test('is refused from the moment the code expires', () => {
    line.refuse(change(byCode, { at: line.at + 1_000 }), 'sign-up.code');
    line.accept(change(byCode, { at: line.at + 999 }));
  });

  test('is refused while the account is banned, and the code stays', () => {
    ban();
    line.refuse(change(byCode), 'auth.banned');
    const actor = line.operator.id;
    line.accept({ type: 'account.unban', at: line.at, actor, name: 'ada' });
    line.accept(change(byCode));
  });

  test('is refused with the id of a session that is there', () => {
    line.refuse(change({ ...byCode, session: newSession('s1') }), 'internal');
  });
});

describe('a reset code', () => {
  test('leaves the old password and all sessions good until it is used', () => {
    line.accept(reset());
    assert.equal(line.tables.account(ada.id)?.record, 'record-ada');
    assert.deepEqual(liveIds(), ['s1', 's2', 's3']);
  });

  test('makes the one given before void', () => {
    line.accept(reset({ codeHash: 'first' }));
    line.accept(reset({ codeHash: 'second' }));
    line.refuse(change({ ...byCode, resetHash: 'first' }), 'sign-up.code');
    line.accept(change({ ...byCode, resetHash: 'second' }));
  });

  test('never shows in the audit events', () => {
    line.accept(reset({ codeHash: 'the-code' }));
    const { events } = line.tables.snapshot();
    assert.equal(events.at(-1)?.type, 'account.reset');
    assert.doesNotMatch(JSON.stringify(events), /the-code/);
  });

  test('gives the operator a password for logging in from elsewhere', () => {
    line.accept(reset({ name: 'olga' }));
    line.accept(change(byCode, { account: line.operator.id }));
    assert.equal(line.tables.account(line.operator.id)?.record, 'new record');
  });

  test('does not let a waiting account in', () => {
    line.accept({ type: 'sign-up.change', at: line.at, actor: line.operator.id, mode: 'approve' });
    const { id } = line.signUp('cora');
    line.accept(reset({ name: 'cora' }));
    line.refuse(change(byCode, { account: id }), 'auth.pending');
  });

  test('is refused to members', () => {
    line.refuse(reset({ actor: ada.id }), 'forbidden');
  });

  test('is refused for a name nobody has', () => {
    assert.match(line.refuse(reset({ name: 'zoe' }), 'name.unknown'), /zoe/);
  });
});
