import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { Role } from '../words/role.ts';
import { ExampleLine, newSession } from './line.fixture.ts';
import { localAddress } from './local-session.ts';
import type { ChangeRole } from './roles.ts';
import { accountSubject } from './sanctions.ts';
import type { Account } from './tables.ts';

let line: ExampleLine;
let ada: Account;

beforeEach(() => {
  line = new ExampleLine();
  ada = line.signUp('ada', { session: newSession('s1') });
});

function change(name: string, role: Role, actor: Account = line.operator): ChangeRole {
  return { type: 'account.role', at: line.at, actor: actor.id, name, role };
}

const events = () => line.tables.snapshot().events;

describe('a change of roles', () => {
  test('makes a member an operator, and a member again', () => {
    const { account } = line.accept(change('ada', 'operator'));
    assert.deepEqual(account, { ...ada, role: 'operator' });
    assert.deepEqual(line.tables.account(ada.id), account);
    line.accept(change('ada', 'member'));
    assert.deepEqual(line.tables.account(ada.id), ada);
  });

  test('is written down: who did it to whom', () => {
    line.accept(change('ada', 'operator'));
    const { type, actor, whom, data } = events().at(-1) ?? {};
    assert.deepEqual(
      { type, actor, whom, data },
      {
        type: 'account.role',
        actor: line.operator.id,
        whom: accountSubject(ada.id),
        data: { role: 'operator' },
      },
    );
  });

  test('counts at once: the new operator may make others operators', () => {
    line.signUp('bob');
    line.refuse(change('bob', 'operator', ada), 'forbidden');
    line.accept(change('ada', 'operator'));
    line.accept(change('bob', 'operator', ada));
    line.accept(change('ada', 'member'));
    line.refuse(change('bob', 'member', ada), 'forbidden');
  });

  test('to what the account is already changes nothing', () => {
    const before = events().length;
    assert.deepEqual(line.accept(change('ada', 'member')), { account: ada });
    assert.equal(events().length, before);
  });

  test('is for operators: a member is refused', () => {
    line.refuse(change('ada', 'operator', ada), 'forbidden');
  });

  test('cannot be made by the one who would step down', () => {
    line.accept(change('ada', 'operator'));
    line.refuse(change('ada', 'member', ada), 'forbidden');
    line.refuse(change('olga', 'member'), 'forbidden');
  });

  test('leaves the operator who has a console at the server an operator', () => {
    line.signUp('opal', {
      role: 'operator',
      mode: 'operator',
      record: null,
      session: { ...newSession('s2'), address: localAddress },
    });
    assert.match(line.refuse(change('opal', 'member'), 'forbidden'), /^opal is the operator at/);
  });

  test('names somebody who may take part', () => {
    line.refuse(change('nobody', 'operator'), 'name.unknown');
    line.accept({
      type: 'account.ban',
      at: line.at,
      actor: line.operator.id,
      name: 'ada',
      until: line.at + 60_000,
      reason: '',
    });
    line.refuse(change('ada', 'operator'), 'auth.banned');
    const { operator, at } = line;
    line.accept({ type: 'sign-up.change', at, actor: operator.id, mode: 'approve' });
    line.signUp('cora', { mode: 'approve' });
    line.refuse(change('cora', 'operator'), 'auth.pending');
  });
});
