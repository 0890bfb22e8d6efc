import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { ExampleLine, newSession } from './line.fixture.ts';
import type { Ban } from './moderation.ts';
import { accountSubject } from './sanctions.ts';
import type { Account, AuditEvent } from './tables.ts';

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

function banOfAda() {
  return line.tables.sanction(0, 'ban', accountSubject(ada.id));
}

function lastEvent() {
  return line.tables.snapshot().events.at(-1);
}

describe('a ban', () => {
  test('keeps its end and reason, and who made it when', () => {
    const until = line.at + 60_000;
    const { ban } = line.accept(banning());
    assert.deepEqual(ban, {
      scope: 0,
      kind: 'ban',
      subject: `account:${ada.id}`,
      until,
      reason: 'noise',
      actor: line.operator.id,
      at: line.at,
    });
    assert.deepEqual(banOfAda(), ban);
    assert.deepEqual(line.tables.account(ada.id), { ...ada, sanctioned: true });
    const { actor, whom, data } = lastEvent() as AuditEvent;
    assert.deepEqual(
      { actor, whom, data },
      { actor: line.operator.id, whom: `account:${ada.id}`, data: { until, reason: 'noise' } },
    );
  });

  test('may be for good', () => {
    const { ban } = line.accept(banning({ until: null }));
    assert.equal(ban.until, null);
    assert.equal(lastEvent()?.data.until, null);
  });

  test('takes the place of the one before', () => {
    line.accept(banning({ until: null }));
    line.accept(banning({ reason: 'less noise' }));
    assert.equal(banOfAda()?.until, line.at + 60_000);
    assert.equal(banOfAda()?.reason, 'less noise');
    assert.equal(line.tables.snapshot().sanctions.length, 1);
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
    line.accept(proposed('account.unban', 'ada'));
    assert.equal(banOfAda(), undefined);
    assert.deepEqual(line.tables.account(ada.id), ada);
    assert.equal(lastEvent()?.type, 'account.unban');
    line.accept(line.talk(ada, 'hi'));
  });

  test('changes nothing for an account that is not banned', () => {
    const before = line.tables.snapshot();
    line.accept(proposed('account.unban', 'ada'));
    assert.deepEqual(line.tables.snapshot(), before);
  });

  test('that is over already clears it away without a word', () => {
    line.accept(banning());
    const { events } = line.tables.snapshot();
    line.at += 60_000;
    line.accept(proposed('account.unban', 'ada'));
    assert.deepEqual(line.tables.account(ada.id), ada);
    assert.deepEqual(line.tables.snapshot().events, events);
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
    assert.equal(lastEvent()?.whom, `account:${waiting.id}`);
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
