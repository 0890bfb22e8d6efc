import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { ExampleLine, newSession } from './line.fixture.ts';
import type { Ban } from './moderation.ts';
import type { Account } from './tables.ts';

let line: ExampleLine;
let ada: Account;

beforeEach(() => {
  line = new ExampleLine();
  ada = line.signUp('ada', { session: newSession('s1') });
});

function banning(changes: Partial<Ban> = {}): Ban {
  return {
    type: 'account.ban',
    at: line.at,
    actor: line.operator.id,
    name: 'ada',
    until: line.at + 60_000,
    reason: 'noise',
    ...changes,
  };
}

function proposed<Type extends 'account.unban' | 'account.admit'>(type: Type, name: string) {
  return { type, at: line.at, actor: line.operator.id, name };
}

function lastEvent() {
  return line.tables.snapshot().events.at(-1);
}

describe('a ban', () => {
  test('keeps its end and reason with the account', () => {
    const { account } = line.accept(banning());
    assert.deepEqual(account, { ...ada, bannedUntil: line.at + 60_000, banReason: 'noise' });
    assert.deepEqual(line.tables.account(ada.id), account);
    assert.deepEqual(lastEvent()?.data, {
      account: ada.id,
      until: line.at + 60_000,
      reason: 'noise',
    });
  });

  test('may be for good', () => {
    const { account } = line.accept(banning({ until: null }));
    assert.equal(account.bannedUntil, null);
    assert.equal(lastEvent()?.data.until, null);
  });

  test('takes the place of the one before', () => {
    line.accept(banning({ until: null }));
    line.accept(banning({ reason: 'less noise' }));
    assert.equal(line.tables.account(ada.id)?.bannedUntil, line.at + 60_000);
    assert.equal(line.tables.account(ada.id)?.banReason, 'less noise');
  });

  test('revokes no session', () => {
    line.accept(banning());
    assert.equal(line.tables.session('s1')?.revokedAt, 0);
  });

  for (const until of [Number.NaN, -Infinity, 0, 1_000_000, 8.64e15 + 1, Infinity]) {
    test(`is refused with the end ${until}`, () => {
      assert.match(line.refuse(banning({ until }), 'message.invalid'), /cannot end at/);
    });
  }

  test('of an operator is refused, in words', () => {
    const sentence = line.refuse(banning({ name: 'olga' }), 'forbidden');
    assert.equal(sentence, 'An operator cannot be banned.');
  });

  test('is refused to members', () => {
    const actor = line.signUp('bob').id;
    assert.equal(line.refuse(banning({ actor }), 'forbidden'), 'Only an operator can do this.');
  });

  test('is refused to an account that is not there', () => {
    line.refuse(banning({ actor: 99 }), 'name.unknown');
  });

  test('is refused for a name nobody has', () => {
    assert.match(line.refuse(banning({ name: 'zoe' }), 'name.unknown'), /zoe/);
  });
});

describe('the end of a ban', () => {
  test('makes the account as it was', () => {
    line.accept(banning());
    assert.deepEqual(line.accept(proposed('account.unban', 'ada')).account, ada);
    assert.deepEqual(line.tables.account(ada.id), ada);
    assert.equal(lastEvent()?.type, 'account.unban');
    line.accept(line.talk(ada, 'hi'));
  });

  test('changes nothing for an account that is not banned', () => {
    const before = line.tables.snapshot();
    assert.deepEqual(line.accept(proposed('account.unban', 'ada')).account, ada);
    assert.deepEqual(line.tables.snapshot(), before);
  });

  test('is refused to members', () => {
    line.accept(banning());
    const actor = line.signUp('bob').id;
    line.refuse({ ...proposed('account.unban', 'ada'), actor }, 'forbidden');
  });

  test('is refused for a name nobody has', () => {
    line.refuse(proposed('account.unban', 'zoe'), 'name.unknown');
  });
});

describe('admitting', () => {
  let waiting: Account;

  beforeEach(() => {
    line.accept({ type: 'sign-up.change', at: line.at, actor: line.operator.id, mode: 'approve' });
    waiting = line.signUp('cora');
  });

  test('lets the account in, into the lobby from now on', () => {
    line.accept(line.talk(ada, 'one'));
    const { account } = line.accept(proposed('account.admit', 'cora'));
    assert.deepEqual(account, { ...waiting, pending: false });
    assert.deepEqual(line.tables.membership(1, waiting.id), {
      room: 1,
      account: waiting.id,
      readPosition: 1,
    });
    assert.deepEqual(lastEvent()?.data, { account: waiting.id });
    assert.equal(line.accept(line.talk(account, 'two')).seq, 2);
  });

  test('changes nothing for an account that does not wait', () => {
    line.accept(line.talk(ada, 'one'));
    const before = line.tables.snapshot();
    assert.deepEqual(line.accept(proposed('account.admit', 'ada')).account, ada);
    assert.deepEqual(line.tables.snapshot(), before);
  });

  test('is refused to members, and to those who wait themselves', () => {
    const admission = proposed('account.admit', 'cora');
    line.refuse({ ...admission, actor: ada.id }, 'forbidden');
    line.refuse({ ...admission, actor: waiting.id }, 'auth.pending');
  });

  test('is refused for a name nobody has', () => {
    line.refuse(proposed('account.admit', 'zoe'), 'name.unknown');
  });
});
