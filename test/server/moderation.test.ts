import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { parseAddress } from '../../src/wire/address.ts';
import { scopeOf } from '../support/cleanup.ts';
import type { RawClient } from '../support/raw-client.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';

const scope = scopeOf(after);
const elsewhere = { from: '127.0.0.2' };
const network = '127.0.0.2/32';
const force = true;
let line: StartedLine;

before(async () => {
  line = await startLine(scope);
});

beforeEach(() => line.clock.advance(3_600_000));

describe('a ban of a network', () => {
  it('ends who is connected from it, and refuses everybody who comes from it, at hello', async () => {
    const near = await line.signUp('nina');
    const far = await line.connect(elsewhere);
    await far.signUp('fred');
    await assert.rejects(line.operator.ban(network, null), { code: 'forbidden' });
    await line.operator.ban(network, null, 'noise', { force });
    const bye = await far.expect('bye');
    assert.equal(bye.reason, 'banned');
    assert.match(bye.message, /network you come from is banned from this line: noise/);
    const again = await line.connect({ ...elsewhere, greet: false });
    await assert.rejects(again.greet(), /auth.banned|network you come from/);
    await near.client.say('undisturbed');
    await line.operator.unban(network);
    await (await line.connect(elsewhere)).login('fred');
  });

  it('leaves the operator at the server itself where they are', async () => {
    const operator = await line.connectLocally();
    await operator.loginLocally();
    await operator.ask('account.ban', { network: '0.0.0.0/0', until: null, reason: '', force });
    await operator.ask('account.unban', { network: '0.0.0.0/0' });
  });
});

describe('a mute', () => {
  it('lets the account read, and says until when it may not post; then it may', async () => {
    const { client: muted } = await line.signUp('max');
    const { client: other } = await line.signUp('olaf');
    const until = line.clock.now() + 60_000;
    await line.operator.mute('max', until, 'too loud');
    muted.post('too early');
    const { message } = await muted.refused('forbidden');
    assert.match(message, /^You are muted on this line until \d{4}-.* UTC: too loud$/);
    await other.say('can you hear me');
    const heard = await muted.until('message');
    assert.ok('text' in heard && heard.text === 'can you hear me');
    line.clock.advance(60_000);
    await muted.say('again');
  });

  it('of a network keeps everybody in it but operators from posting', async () => {
    const muted = await line.connect(elsewhere);
    await muted.signUp('mia');
    const operator = await line.connect(elsewhere);
    await operator.signUp('opal');
    await line.operator.changeRole('opal', 'operator');
    await operator.expect('role');
    const mid = 'said-before-mute----AA';
    const { re: _, ...first } = await muted.say('before', { mid });
    await muted.expect('message');
    await line.operator.mute(network, null);
    muted.post('not now');
    assert.match((await muted.refused('forbidden')).message, /^The network you come from is muted/);
    muted.post('before', { mid });
    const { re: __, ...again } = await muted.expect('posted');
    assert.deepEqual(again, first);
    operator.post('still here');
    await operator.until('posted');
    await line.operator.unmute(network);
    muted.post('now');
    await muted.until('posted');
  });
});

describe('a kick of a network', () => {
  it('ends the connections from it, which may come back', async () => {
    const from = '127.0.0.3';
    const far = await line.connect({ from });
    const welcome = await far.signUp('kurt');
    const near = await line.signUp('kate');
    assert.equal(await line.operator.kick(from, 'a short break'), 1);
    assert.equal((await far.until('bye')).reason, 'kicked');
    await near.client.say('undisturbed');
    await (await line.connect({ from })).resume(welcome);
  });
});

describe('a lockdown', () => {
  it('takes nobody new, by invitation neither, and those who have an account', async () => {
    const { welcome } = await line.signUp('lena');
    const { address } = await line.operator.invite();
    const code = parseAddress(address).invite as string;
    await line.operator.lockdown({ newcomersSince: null, slowMs: 0 });
    const stranger = await line.connect();
    assert.equal(stranger.hello.signUp, 'closed');
    stranger.startRegistration('new');
    await stranger.refused('sign-up.closed');
    stranger.startRegistration('new', code);
    await stranger.refused('sign-up.code');
    await (await line.connect()).resume(welcome);
    await line.logIn('lena');
    assert.equal((await line.operator.status()).lockdown?.newcomersSince, null);
    await line.operator.lockdown(null);
    assert.equal((await line.operator.status()).lockdown, null);
    await line.signUp('new', code);
  });

  it('refuses a sign-up that had begun before', async () => {
    const client = await line.connect();
    await client.register('late');
    const started = await client.startLogin('late');
    await line.operator.lockdown({ newcomersSince: null, slowMs: 0 });
    client.finishLogin(started);
    await client.refused('sign-up.closed');
    await line.operator.lockdown(null);
  });

  it('ends and keeps out accounts that are newer than it says, until it is over', async () => {
    const old = await line.signUp('otto');
    line.clock.advance(60_000);
    const newcomersSince = line.clock.now();
    const { client, welcome } = await line.signUp('nils');
    await line.operator.lockdown({ newcomersSince, slowMs: 0 });
    assert.equal((await client.expect('bye')).reason, 'kicked');
    const early = await line.connect();
    early.startResume(welcome);
    assert.match((await early.refused('auth.pending')).message, /locked down/);
    await old.client.say('undisturbed');
    await line.operator.lockdown(null);
    await (await line.connect()).resume(welcome);
  });
});

describe('a name that looks like one that somebody has', () => {
  const refusedFor = async (client: RawClient, name: string) => {
    client.send({ type: 'account.lookup', id: client.nextId(), name });
    return (await client.refused('sign-up.name-taken')).message;
  };

  it('is refused in words where names are public, when it is asked for and when it is signed up', async () => {
    await line.signUp('robin');
    const client = await line.connect();
    assert.match(await refusedFor(client, 'r0bln'), /^r0bln looks like robin/);
    client.startRegistration('r0b1n');
    await client.refused('sign-up.name-taken');
    assert.match(await refusedFor(client, '0perator'), /of an operator/);
  });

  it('is not told where they are not public', async () => {
    await line.operator.changeSignUp('approve');
    const client = await line.connect();
    await client.register('rob-1n');
    client.finishLogin(await client.startLogin('rob-1n'));
    await client.refused('auth.pending');
    const names = (await line.operator.accounts()).map(({ name }) => name);
    assert.ok(!names.includes('rob-1n'));
    await line.operator.changeSignUp('open');
  });
});

describe('the lists of an operator', () => {
  it('show the bans and mutes in force, with who imposed them and why', async () => {
    await line.signUp('bert');
    const until = line.clock.now() + 60_000;
    await line.operator.ban('bert', until, 'noise');
    await line.operator.mute('10.1.2.3/8', null, 'a crowd');
    const held = (await line.operator.sanctions()).map(({ at: _, ...sanction }) => sanction);
    const by = line.server.operatorName;
    assert.deepEqual(held, [
      { kind: 'ban', name: 'bert', until, reason: 'noise', by },
      { kind: 'mute', network: '10.0.0.0/8', until: null, reason: 'a crowd', by },
    ]);
    line.clock.advance(60_000);
    assert.deepEqual(
      (await line.operator.sanctions()).map(({ kind }) => kind),
      ['mute'],
    );
    await line.operator.unmute('10.0.0.0/8');
  });

  it('show more bans than fit into one answer', async () => {
    const networks = Array.from({ length: 205 }, (_, index) => `198.18.0.${index}/32`);
    const operator = await line.connectLocally();
    await operator.loginLocally();
    for (const each of networks) {
      await operator.ask('account.ban', { network: each, until: null, reason: '' });
    }
    const listed = (await line.operator.sanctions()).map((sanction) => sanction.network);
    assert.deepEqual(listed, networks.toSorted());
    for (const each of networks) await operator.ask('account.unban', { network: each });
    assert.deepEqual(await line.operator.sanctions(), []);
  });

  it('show what was done, to whom, why and until when, page by page', async () => {
    await line.signUp('ada');
    const until = line.clock.now() + 60_000;
    await line.operator.mute('ada', until, 'too loud');
    await line.operator.kick('ada', 'a break');
    await line.operator.changeRole('ada', 'operator');
    await line.operator.ban('192.0.2.0/24', null, 'a crowd');
    const by = line.server.operatorName;
    const told = (acts: Awaited<ReturnType<typeof line.operator.audit>>['acts']) =>
      acts.map(({ position: _, at: __, ...act }) => act);
    const { acts, more } = await line.operator.audit({ name: 'ada' });
    assert.deepEqual(told(acts), [
      {
        act: 'account.role',
        by,
        name: 'ada',
        reason: '',
        facts: [{ name: 'role', value: 'operator' }],
      },
      { act: 'account.kick', by, name: 'ada', reason: 'a break', facts: [] },
      { act: 'account.mute', by, name: 'ada', until, reason: 'too loud', facts: [] },
      {
        act: 'account.create',
        by: 'ada',
        name: 'ada',
        reason: '',
        facts: [
          { name: 'name', value: 'ada' },
          { name: 'role', value: 'member' },
          { name: 'pending', value: 'false' },
        ],
      },
    ]);
    assert.equal(more, false);
    const first = await line.operator.audit({ limit: 1 });
    assert.deepEqual(told(first.acts), [
      {
        act: 'account.ban',
        by,
        network: '192.0.2.0/24',
        until: null,
        reason: 'a crowd',
        facts: [],
      },
    ]);
    assert.equal(first.more, true);
    const before = first.acts[0]?.position ?? 0;
    const second = await line.operator.audit({ limit: 1, before });
    assert.deepEqual(second.acts[0]?.position, acts[0]?.position);
  });
});
