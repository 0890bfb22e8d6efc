import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { kindOf } from '../words/content.ts';
import { limits } from '../words/limits.ts';
import type { SignUpMode } from '../words/sign-up-mode.ts';
import { ExampleLine, newSession } from './line.fixture.ts';
import { lobbyId } from './rooms.ts';
import type { IssueInvite } from './sign-up.ts';
import { signUpMode } from './sign-up.ts';
import { exampleMembership } from './tables.suite.ts';

let line: ExampleLine;

beforeEach(() => {
  line = new ExampleLine();
});

function changeTo(mode: SignUpMode): void {
  line.accept({ type: 'sign-up.change', at: line.at, actor: line.operator.id, mode });
}

function invitation(codeHash: string, changes: Partial<IssueInvite> = {}): IssueInvite {
  const { at, operator } = line;
  const expiresAt = at + 1_000;
  return {
    type: 'invite.create',
    at,
    actor: operator.id,
    codeHash,
    name: null,
    expiresAt,
    rooms: null,
    role: 'member',
    ...changes,
  };
}

describe('a new account', () => {
  test('is kept as it was proposed, with the next number', () => {
    const account = line.signUp('ada');
    assert.deepEqual(account, {
      id: 2,
      uid: 'uid-ada',
      name: 'ada',
      skeleton: 'ada',
      role: 'member',
      record: 'record-ada',
      pending: false,
      createdAt: line.at,
      sanctioned: false,
      resetHash: null,
      resetExpiresAt: 0,
    });
    assert.deepEqual(line.tables.accountByName('ada'), account);
  });

  test('is refused a name that looks like one that somebody has, the operator first', () => {
    line.signUp('bob');
    assert.equal(
      line.refuse(line.newcomer('b0b'), 'sign-up.name-taken'),
      'b0b looks like bob, the name that somebody has: choose one that nobody takes for it.',
    );
    assert.match(line.refuse(line.newcomer('0l-ga'), 'sign-up.name-taken'), /olga.*of an operator/);
    line.signUp('bobby');
  });

  test('may have a name that looks like another where an operator has invited it by that very name', () => {
    line.signUp('bob');
    line.accept(invitation('anybody'));
    line.accept(invitation('named', { name: 'b0b' }));
    line.refuse(line.newcomer('b0b', { inviteHash: 'anybody' }), 'sign-up.name-taken');
    assert.equal(line.signUp('b0b', { inviteHash: 'named' }).name, 'b0b');
  });

  test('is in the lobby and is owed nothing of what was said before', () => {
    line.accept(line.talk(line.operator, 'one'));
    line.accept(line.talk(line.operator, 'two'));
    const { id } = line.signUp('ada');
    const place = exampleMembership({ account: id, stateAt: line.at, readPosition: 2 });
    assert.deepEqual(line.tables.membership(1, id), place);
  });

  test('has the session of the device it came with', () => {
    const { id } = line.signUp('ada', { session: newSession('s1') });
    assert.deepEqual(line.tables.session('s1'), {
      ...newSession('s1'),
      account: id,
      previousHash: null,
      resumedBy: null,
      shownAfter: null,
      toldAt: line.at,
      createdAt: line.at,
      lastSeenAt: line.at,
      revokedAt: 0,
      grant: null,
    });
  });

  test('leaves an audit event without secrets', () => {
    const { id } = line.signUp('ada', { session: newSession('s1') });
    const event = line.tables.snapshot().events.at(-1);
    assert.equal(event?.type, 'account.create');
    assert.equal(event?.actor, id);
    assert.deepEqual(event?.data, { name: 'ada', role: 'member', pending: false });
  });

  test('is refused when the name is taken', () => {
    line.signUp('ada');
    line.refuse(line.newcomer('ada', { uid: 'another' }), 'sign-up.name-taken');
  });

  test('is refused with the id of a session that is there', () => {
    line.signUp('ada', { session: newSession('s1') });
    line.refuse(line.newcomer('bob', { session: newSession('s1') }), 'internal');
  });

  test('is refused as an operator anywhere but at the server', () => {
    line.refuse(line.newcomer('eve', { role: 'operator' }), 'forbidden');
  });

  test('may be an operator when made at the server, even on a closed line', () => {
    changeTo('closed');
    const account = line.signUp('otto', { role: 'operator', mode: 'operator', record: null });
    assert.equal(account.role, 'operator');
    assert.equal(account.record, null);
    assert.ok(line.tables.membership(1, account.id));
  });
});

describe('mode closed', () => {
  beforeEach(() => changeTo('closed'));

  test('refuses newcomers, also those who began when it was open', () => {
    line.refuse(line.newcomer('ada', { mode: 'open' }), 'sign-up.closed');
    line.refuse(line.newcomer('ada', { mode: 'closed' }), 'sign-up.closed');
  });

  test('refuses a good invitation, and does not use it up', () => {
    line.accept(invitation('code'));
    line.refuse(line.newcomer('ada', { inviteHash: 'code' }), 'sign-up.closed');
    changeTo('invite');
    line.signUp('ada', { inviteHash: 'code' });
  });

  test('does not tell whether a name is taken', () => {
    line.refuse(line.newcomer('olga'), 'sign-up.closed');
  });
});

describe('mode invite', () => {
  beforeEach(() => changeTo('invite'));

  test('lets in the holder of an invitation, once', () => {
    line.accept(invitation('code'));
    assert.equal(line.signUp('ada', { mode: 'invite', inviteHash: 'code' }).pending, false);
    line.refuse(line.newcomer('bob', { mode: 'invite', inviteHash: 'code' }), 'sign-up.code');
  });

  test('refuses newcomers without one, and says why', () => {
    assert.match(line.refuse(line.newcomer('ada'), 'sign-up.code'), /invitation/);
  });

  test('refuses an unknown invitation', () => {
    line.refuse(line.newcomer('ada', { inviteHash: 'no such' }), 'sign-up.code');
  });

  test('refuses an invitation from the moment it expires', () => {
    line.accept(invitation('code'));
    const late = { inviteHash: 'code', at: line.at + 1_000 };
    line.refuse(line.newcomer('ada', late), 'sign-up.code');
    line.signUp('ada', { ...late, at: line.at + 999 });
  });

  test('refuses an invitation for another name', () => {
    line.accept(invitation('code', { name: 'ada' }));
    line.refuse(line.newcomer('bob', { inviteHash: 'code' }), 'sign-up.code');
    line.signUp('ada', { inviteHash: 'code' });
  });

  test('does not use an invitation up when the name is taken', () => {
    line.accept(invitation('code'));
    line.refuse(line.newcomer('olga', { inviteHash: 'code' }), 'sign-up.name-taken');
    line.signUp('ada', { inviteHash: 'code' });
  });

  test('tells whether a name is taken to nobody without an invitation', () => {
    line.refuse(line.newcomer('olga'), 'sign-up.code');
  });
});

describe('mode approve', () => {
  beforeEach(() => changeTo('approve'));

  test('makes the newcomer wait, without a session and in no room', () => {
    const account = line.signUp('ada', { mode: 'approve', session: newSession('s1') });
    assert.equal(account.pending, true);
    assert.equal(line.tables.session('s1'), undefined);
    assert.equal(line.tables.membership(1, account.id), undefined);
  });

  test('lets the holder of an invitation in at once', () => {
    line.accept(invitation('code'));
    const changes = { inviteHash: 'code', session: newSession('s1') };
    assert.equal(line.signUp('ada', changes).pending, false);
    assert.ok(line.tables.session('s1'));
    assert.equal(line.tables.invite('code'), undefined);
  });
});

describe('mode open', () => {
  test('is the mode until an operator says otherwise', () => {
    assert.equal(signUpMode(line.tables), 'open');
  });

  test('uses up an invitation that is given', () => {
    line.accept(invitation('code'));
    line.signUp('ada', { inviteHash: 'code' });
    assert.equal(line.tables.invite('code'), undefined);
  });

  test('refuses an invitation that is given and not good', () => {
    line.refuse(line.newcomer('ada', { inviteHash: 'no such' }), 'sign-up.code');
  });
});

describe('an invitation', () => {
  test('is kept with who made it', () => {
    line.accept(invitation('code', { name: 'ada' }));
    const expiresAt = line.at + 1_000;
    const about = { hash: 'code', name: 'ada', createdBy: line.operator.id, expiresAt };
    const expected = { ...about, rooms: null, role: 'member' };
    assert.deepEqual(line.tables.invite('code'), expected);
  });

  test('never shows its code in the audit events', () => {
    line.accept(invitation('the-code'));
    assert.doesNotMatch(JSON.stringify(line.tables.snapshot().events), /the-code/);
  });

  test('is refused for a name that has an account', () => {
    line.refuse(invitation('code', { name: 'olga' }), 'sign-up.name-taken');
  });

  test('is refused to members', () => {
    line.refuse(invitation('code', { actor: line.signUp('ada').id }), 'forbidden');
  });
});

describe('changing the mode', () => {
  test('takes effect and is written down', () => {
    changeTo('invite');
    assert.equal(signUpMode(line.tables), 'invite');
    assert.deepEqual(line.tables.snapshot().events.at(-1)?.data, { mode: 'invite' });
  });

  test('to the mode it has changes nothing', () => {
    const before = line.tables.snapshot();
    changeTo('open');
    assert.deepEqual(line.tables.snapshot(), before);
  });

  test('is refused to members', () => {
    const actor = line.signUp('ada').id;
    line.refuse({ type: 'sign-up.change', at: line.at, actor, mode: 'closed' }, 'forbidden');
  });
});

describe('those who wait', () => {
  const weekMs = 7 * 24 * 3_600_000;

  beforeEach(() => changeTo('approve'));

  test('are so many at the most, and nobody is told by it whether a name is taken', () => {
    for (let count = 0; count < limits.waitingAccounts; count += 1) line.signUp(`waiting${count}`);
    const words = line.refuse(line.newcomer('late'), 'sign-up.closed');
    assert.match(words, /wait/);
    assert.equal(line.refuse(line.newcomer('olga', { uid: 'another' }), 'sign-up.closed'), words);
    line.accept({ type: 'account.admit', at: line.at, actor: line.operator.id, name: 'waiting7' });
    line.signUp('late');
  });

  test('are dropped after a week, and their names are free again', () => {
    line.signUp('ada');
    line.signUp('bob');
    line.accept({ type: 'account.admit', at: line.at, actor: line.operator.id, name: 'bob' });
    line.at += weekMs - 1;
    line.signUp('cora');
    const drop = () => line.accept({ type: 'sign-up.drop', at: line.at });
    assert.deepEqual(drop(), { dropped: [] });
    line.at += 1;
    assert.deepEqual(drop(), { dropped: ['ada'] });
    assert.equal(line.tables.accountByName('ada'), undefined);
    assert.deepEqual(
      line.tables.waitingAccounts().map(({ name }) => name),
      ['cora'],
    );
    assert.equal(line.tables.accountByName('bob')?.pending, false);
    line.signUp('ada', { uid: 'another' });
  });
});

describe('an invitation into rooms', () => {
  const join = (account: number, name: string) =>
    line.accept({
      ...{ type: 'room.join', at: line.at, account, to: { name }, key: `r${name}` },
      makers: 'anyone',
    }).room;

  test('brings the newcomer into them, with the role, and tells who is there', () => {
    const ops = join(line.operator.id, 'ops');
    line.accept(invitation('code', { rooms: [ops, ops], role: 'operator' }));
    const { account, entries, memberships } = line.accept(
      line.newcomer('ada', { inviteHash: 'code' }),
    );
    const place = line.tables.membership(ops, account.id);
    assert.deepEqual([place?.state, place?.role, place?.name], ['in', 'operator', 'ops']);
    assert.deepEqual(
      entries.map(({ room, account: id, content }) => [room, id, kindOf(content)]),
      [[ops, account.id, 'joined']],
    );
    assert.deepEqual(memberships, [{ room: ops, account: account.id, state: 'in', seq: 2 }]);
  });

  test('leaves out a room that was archived since', () => {
    const ops = join(line.operator.id, 'ops');
    line.accept(invitation('code', { rooms: [ops] }));
    line.accept({
      ...{ type: 'room.change', at: line.at, account: line.operator.id, room: ops },
      change: { archived: true },
    });
    const { account, entries } = line.accept(line.newcomer('ada', { inviteHash: 'code' }));
    assert.deepEqual(entries, []);
    assert.equal(line.tables.membership(ops, account.id), undefined);
  });

  test('is refused into rooms that its maker does not see, or may not invite to', () => {
    const { id } = line.signUp('ada');
    const den = join(id, 'den');
    line.accept({
      ...{ type: 'room.change', at: line.at, account: id, room: den },
      change: { access: 'private' },
    });
    for (const room of [den, 99]) {
      line.refuse(invitation('code', { rooms: [room] }), 'room.unknown');
    }
    line.refuse(invitation('code', { rooms: [lobbyId] }), 'forbidden');
  });
});
