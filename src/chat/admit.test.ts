import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { ExampleLine } from './line.fixture.ts';
import { exampleMembership } from './tables.suite.ts';
import type { Account } from './tables.ts';

let line: ExampleLine;
let ada: Account;

beforeEach(() => {
  line = new ExampleLine();
  ada = line.signUp('ada');
});

function admitting(name: string) {
  return { type: 'account.admit', at: line.at, actor: line.operator.id, name } as const;
}

function lastEvent() {
  return line.tables.snapshot().events.at(-1);
}

describe('admitting', () => {
  let waiting: Account;

  beforeEach(() => {
    line.accept({ type: 'sign-up.change', at: line.at, actor: line.operator.id, mode: 'approve' });
    waiting = line.signUp('cora');
  });

  test('lets the account in, into the lobby from now on', () => {
    line.accept(line.talk(ada, 'one'));
    const { account } = line.accept(admitting('cora'));
    assert.deepEqual(account, { ...waiting, pending: false });
    const place = { account: waiting.id, stateAt: line.at, readPosition: 1 };
    assert.deepEqual(line.tables.membership(1, waiting.id), exampleMembership(place));
    assert.equal(lastEvent()?.whom, `account:${waiting.id}`);
    assert.equal(line.accept(line.talk(account, 'two')).seq, 2);
  });

  test('changes nothing for an account that does not wait', () => {
    line.accept(line.talk(ada, 'one'));
    const before = line.tables.snapshot();
    assert.deepEqual(line.accept(admitting('ada')).account, ada);
    assert.deepEqual(line.tables.snapshot(), before);
  });

  test('is refused to members, and to those who wait themselves', () => {
    const admission = admitting('cora');
    line.refuse({ ...admission, actor: ada.id }, 'forbidden');
    line.refuse({ ...admission, actor: waiting.id }, 'auth.pending');
  });

  test('is refused for a name nobody has', () => {
    line.refuse(admitting('zoe'), 'name.unknown');
  });
});
