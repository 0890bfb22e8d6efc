import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { limits } from '../words/limits.ts';
import { signUpModes } from '../words/sign-up-mode.ts';
import { ExampleLine, newSession } from './line.fixture.ts';
import { lockdownOf } from './lockdown.ts';
import type { Ban, ChangeLockdown, Kick, Mute } from './moderation.ts';
import { accountSubject } from './sanctions.ts';
import type { Account, AuditEvent } from './tables.ts';

let line: ExampleLine;
let ada: Account;

beforeEach(() => {
  line = new ExampleLine();
  ada = line.signUp('ada', { session: newSession('s1') });
});

function banning(changes: object = {}): Ban {
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

function proposed<Type extends 'account.unban' | 'account.unmute'>(type: Type, name: string) {
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

describe('a mute', () => {
  const muting = (changes: object = {}): Mute =>
    ({ ...banning(), type: 'account.mute', ...changes }) as Mute;

  test('lets the account read and come in, and not post, until it is ended', () => {
    const { mute } = line.accept(muting());
    assert.equal(mute.kind, 'mute');
    assert.equal(lastEvent()?.type, 'account.mute');
    assert.match(line.refuse(line.talk(ada, 'hi'), 'forbidden'), /^You are muted .*: noise$/);
    line.accept({
      type: 'session.open',
      at: line.at,
      account: ada.id,
      record: 'record-ada',
      session: newSession('s2'),
    });
    assert.deepEqual(line.accept(proposed('account.unmute', 'ada')).mute, mute);
    line.accept(line.talk(ada, 'hi'));
  });

  test('stands beside a ban, and each ends alone', () => {
    line.accept(muting());
    line.accept(banning());
    line.accept(proposed('account.unban', 'ada'));
    assert.equal(line.tables.account(ada.id)?.sanctioned, true);
    line.refuse(line.talk(ada, 'hi'), 'forbidden');
  });

  test('of an operator, and by a member, is refused', () => {
    assert.equal(
      line.refuse(muting({ name: 'olga' }), 'forbidden'),
      'An operator cannot be muted.',
    );
    line.refuse(muting({ actor: line.signUp('bob').id }), 'forbidden');
  });

  test('goes when the account becomes an operator', () => {
    line.accept(muting());
    const role = 'operator';
    line.accept({ type: 'account.role', at: line.at, actor: line.operator.id, name: 'ada', role });
    assert.equal(line.tables.account(ada.id)?.sanctioned, false);
    line.accept(line.talk(ada, 'hi'));
  });
});

describe('a ban of a network', () => {
  const onNetwork = (network: string, changes: object = {}): Ban => ({
    type: 'account.ban',
    at: line.at,
    actor: line.operator.id,
    network,
    from: 'console',
    force: false,
    until: null,
    reason: 'noise',
    ...changes,
  });
  const opening = (id: string, address: string) =>
    ({
      type: 'session.open',
      at: line.at,
      account: ada.id,
      record: 'record-ada',
      session: { ...newSession(id), address },
    }) as const;

  test('keeps everybody out who comes from it, also to sign up, and nobody else', () => {
    const { ban } = line.accept(onNetwork('198.51.100.77/24'));
    assert.equal(ban.subject, 'network:198.51.100.0/24');
    assert.equal(lastEvent()?.whom, 'network:198.51.100.0/24');
    const sentence = line.refuse(opening('s2', '198.51.100.1'), 'auth.banned');
    assert.equal(sentence, 'The network you come from is banned from this line: noise');
    const session = { ...newSession('s3'), address: '::ffff:198.51.100.9' };
    line.refuse(line.newcomer('eve', { session }), 'auth.banned');
    line.accept(opening('s2', '198.51.101.1'));
    line.accept(line.talk(ada, 'said from elsewhere'));
  });

  test('of an address of IPv6 is one of its /64', () => {
    line.accept(onNetwork('2001:db8::7'));
    line.refuse(opening('s2', '2001:db8::1:2:3:4'), 'auth.banned');
    line.accept(opening('s2', '2001:db8:0:1::7'));
  });

  test('ends by the same network, and by no other', () => {
    line.accept(onNetwork('198.51.100.0/24'));
    const unban = { type: 'account.unban', at: line.at, actor: line.operator.id } as const;
    const sentence = line.refuse({ ...unban, network: '198.51.100.7' }, 'name.unknown');
    assert.match(sentence, /198\.51\.100\.7\/32 is not banned/);
    line.accept({ ...unban, network: '198.51.100.0/24' });
    line.accept(opening('s2', '198.51.100.1'));
  });

  for (const network of ['0.0.0.0/0', '::/0', '64.0.0.0/2', '2000::/3', '127.0.0.1', '::1']) {
    test(`is refused for ${network}, which holds everybody, unless it is forced`, () => {
      assert.match(line.refuse(onNetwork(network), 'forbidden'), /would shut out .*everybody/);
      line.accept(onNetwork(network, { force: true }));
    });
  }

  test("is refused for the operator's own address, and that of their devices, unless it is forced", () => {
    const from = '198.51.100.7';
    const network = '198.51.100.0/24';
    assert.match(
      line.refuse(onNetwork(network, { from }), 'forbidden'),
      /yourself: .* 198\.51\.100\.7/,
    );
    const role = 'operator';
    line.accept({ type: 'account.role', at: line.at, actor: line.operator.id, name: 'ada', role });
    line.accept(opening('s2', from));
    line.refuse(onNetwork(network, { actor: ada.id }), 'forbidden');
    line.accept(onNetwork(network, { actor: ada.id, force: true }));
    line.refuse(opening('s3', from), 'auth.banned');
  });

  test('is refused for what is no network, in words', () => {
    assert.match(line.refuse(onNetwork('10.0.0.0/33'), 'message.invalid'), /neither an IP address/);
  });

  test('has a bound on how many there are, to which those that are over do not count', () => {
    for (let index = 0; index < limits.networksSanctioned; index += 1) {
      const until = index === 0 ? line.at + 1 : null;
      line.accept(onNetwork(`198.18.${index >> 8}.${index & 255}`, { until }));
    }
    line.accept(onNetwork('198.18.0.1', { reason: 'again' }));
    assert.match(line.refuse(onNetwork('203.0.113.1'), 'forbidden'), /as many as it may/);
    line.at += 1;
    line.accept(onNetwork('203.0.113.1'));
    assert.equal(line.tables.networkSanctions().length, limits.networksSanctioned);
  });
});

describe('a kick', () => {
  const kicking = (changes: object): Kick =>
    ({
      type: 'account.kick',
      at: line.at,
      actor: line.operator.id,
      reason: 'a break',
      ...changes,
    }) as Kick;

  test('is written down, of an account and of a network', () => {
    const { subject } = line.accept(kicking({ name: 'ada' }));
    assert.equal(subject, accountSubject(ada.id));
    assert.equal(lastEvent()?.whom, subject);
    assert.deepEqual(lastEvent()?.data, { reason: 'a break' });
    line.accept(kicking({ network: '198.51.100.0/24' }));
    assert.equal(lastEvent()?.whom, 'network:198.51.100.0/24');
    assert.deepEqual(line.tables.snapshot().sanctions, []);
  });

  test('is refused of oneself, and to members', () => {
    assert.equal(line.refuse(kicking({ name: 'olga' }), 'forbidden'), 'You cannot kick yourself.');
    line.refuse(kicking({ name: 'olga', actor: ada.id }), 'forbidden');
  });
});

describe('a lockdown', () => {
  const locking = (lockdown: ChangeLockdown['lockdown'], changes: object = {}): ChangeLockdown => ({
    type: 'line.lockdown',
    at: line.at,
    actor: line.operator.id,
    lockdown,
    ...changes,
  });
  const closed = { newcomersSince: null, slowMs: 0 };
  const coming = (name: string, id: string) =>
    ({
      type: 'session.open',
      at: line.at,
      account: line.tables.accountByName(name)?.id ?? 0,
      record: `record-${name}`,
      session: newSession(id),
    }) as const;

  test('takes nobody new in any mode, whatever their code, and those who have an account', () => {
    line.accept(locking(closed));
    const codeHash = 'code';
    const expiresAt = line.at + 1_000;
    line.accept({
      type: 'invite.create',
      at: line.at,
      actor: line.operator.id,
      codeHash,
      rooms: null,
      role: 'member',
      name: null,
      expiresAt,
    });
    for (const mode of signUpModes) {
      line.refuse(line.newcomer('eve', { mode }), 'sign-up.closed');
      line.refuse(line.newcomer('eve', { mode, inviteHash: codeHash }), 'sign-up.closed');
    }
    line.accept(coming('ada', 's2'));
    line.accept(locking(null));
    assert.equal(lockdownOf(line.tables), undefined);
    line.accept(line.newcomer('eve', { inviteHash: codeHash }));
  });

  test('keeps out accounts that are newer than it says, but for operators', () => {
    line.at += 1_000;
    const newcomersSince = line.at;
    line.signUp('bob');
    line.signUp('cora');
    const role = 'operator';
    line.accept({ type: 'account.role', at: line.at, actor: line.operator.id, name: 'cora', role });
    line.accept(locking({ newcomersSince, slowMs: 0 }));
    assert.match(line.refuse(coming('bob', 's2'), 'auth.pending'), /locked down/);
    line.accept(coming('cora', 's3'));
    line.accept(coming('ada', 's4'));
    line.accept(locking(null));
    line.accept(coming('bob', 's2'));
  });

  test('is written down when it begins, changes and ends, and not when there is none to end', () => {
    const before = line.tables.snapshot();
    line.accept(locking(null));
    assert.deepEqual(line.tables.snapshot(), before);
    line.accept(locking({ newcomersSince: null, slowMs: 5_000 }));
    assert.deepEqual(lastEvent()?.data, { on: true, newcomersSince: null, slowMs: 5_000 });
    assert.deepEqual(lockdownOf(line.tables), {
      since: line.at,
      newcomersSince: null,
      slowMs: 5_000,
    });
    line.accept(locking(null));
    assert.deepEqual([lastEvent()?.whom, lastEvent()?.data], ['line', { on: false }]);
  });

  test('is refused to members', () => {
    line.refuse(locking(closed, { actor: ada.id }), 'forbidden');
  });
});
