import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, beforeEach, describe, it } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';

describe('a ban', () => {
  const scope = scopeOf(after);
  let line: StartedLine;

  before(async () => {
    line = await startLine(scope);
  });

  beforeEach(() => line.clock.advance(3_600_000));

  it('ends all connections at once, and refuses login and resume with its reason', async () => {
    const desk = await line.signUp('ann');
    const phone = await line.logIn('ann');
    await line.operator.ban('ann', null, 'noise');
    for (const { client } of [desk, phone]) {
      const bye = await client.expect('bye');
      assert.equal(bye.reason, 'banned');
      assert.match(bye.message, /noise/);
      assert.equal(await client.next(), null);
    }
    const password = await line.connect();
    password.finishLogin(await password.startLogin('ann'));
    assert.match((await password.refused('auth.banned')).message, /noise/);
    const device = await line.connect();
    device.startResume(desk.welcome);
    await device.refused('auth.banned');
  });

  it('ends at its time, and sessions go on after it', async () => {
    const { welcome } = await line.signUp('ben');
    await line.operator.ban('ben', line.clock.now() + 60_000, '');
    const early = await line.connect();
    early.startResume(welcome);
    await early.refused('auth.banned');
    line.clock.advance(60_000);
    assert.equal((await (await line.connect()).resume(welcome)).name, 'ben');
  });

  it('can be lifted', async () => {
    const { welcome } = await line.signUp('cleo');
    await line.operator.ban('cleo', null, '');
    await line.operator.unban('cleo');
    assert.equal((await (await line.connect()).resume(welcome)).name, 'cleo');
  });

  it('ends also a login that is stored together with it', async () => {
    await line.signUp('dora');
    const client = await line.connect();
    const started = await client.startLogin('dora');
    const { client: other } = await line.signUp('other');
    const operator = await line.connectLocally();
    await operator.loginLocally();
    const store = new DatabaseSync(join(line.folder, 'line.sqlite'));
    store.exec('BEGIN IMMEDIATE');
    // The first post holds up the store; what comes meanwhile is stored in one batch.
    other.post('first');
    other.request('who', {});
    await other.expect('people');
    client.finishLogin(started);
    for (let round = 0; round < 20; round += 1) {
      other.request('who', {});
      await other.expect('people');
    }
    // The ban is on its way to the store once a question after it is answered.
    operator.request('account.ban', { name: 'dora', until: null, reason: '' });
    await operator.ask('line.status', {});
    store.exec('ROLLBACK');
    store.close();
    await operator.expect('done');
    await client.expect('welcome');
    assert.equal((await client.until('bye')).reason, 'banned');
    assert.equal(await client.next(), null);
  });
});

describe('a kick', () => {
  it('ends all connections of an account, which may come back', async (t) => {
    const line = await startLine(scopeOf((undo) => t.after(undo)));
    const { client, welcome } = await line.signUp('ann');
    const { client: other } = await line.signUp('other');
    assert.equal(await line.operator.kick('ann', 'a short break'), 1);
    const bye = await client.expect('bye');
    assert.equal(bye.reason, 'kicked');
    assert.match(bye.message, /a short break/);
    assert.equal(await client.next(), null);
    await (await line.connect()).resume(welcome);
    await other.say('undisturbed');
  });
});
