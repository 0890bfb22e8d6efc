import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startClientLogin, startRegistration } from '../../src/auth/client-handshake.ts';
import { scopeOf } from '../support/cleanup.ts';
import { password, type RawClient } from '../support/raw-client.ts';
import { type Joined, newFolder, type StartedLine, startLine } from '../support/started-line.ts';

const another = 'another horse battery 78';

/** Registers, proves the password, and leaves the answer to the caller. */
async function trySignUp(
  client: RawClient,
  name: string,
  code?: string,
  secret = password,
): Promise<void> {
  await client.register(name, code, secret);
  client.finishLogin(await client.startLogin(name, secret));
}

async function exists(line: StartedLine, name: string): Promise<boolean> {
  return (await line.operator.accounts()).some((account) => account.name === name);
}

describe('signing up', () => {
  const scope = scopeOf(after);
  let line: StartedLine;

  before(async () => {
    line = await startLine(scope);
    await line.signUp('taken');
  });

  // Failures and look-ups of the test before are forgotten.
  beforeEach(() => line.clock.advance(3_600_000));

  describe('while sign-up is open', () => {
    before(() => line.operator.changeSignUp('open'));

    it('makes an account that is logged in at once and can log in again', async () => {
      const { welcome } = await line.signUp('ann');
      assert.equal(welcome.created, true);
      assert.equal(welcome.lastSeen, null);
      assert.deepEqual(
        welcome.rooms.map(({ room }) => room),
        ['lobby'],
      );
      const again = await line.logIn('ann');
      assert.equal(again.welcome.created, false);
      assert.equal(again.welcome.lastSeen?.address, '127.0.0.1');
    });

    it('makes no account before the password was proved', async () => {
      const client = await line.connect();
      await client.register('unproved');
      await client.startLogin('unproved');
      await client.hangUp();
      assert.ok(!(await exists(line, 'unproved')));
    });

    it('refuses a name that is taken', async () => {
      const client = await line.connect();
      client.startRegistration('taken');
      await client.refused('sign-up.name-taken');
    });

    it('gives a name to the first of two who want it', async () => {
      const [first, second] = [await line.connect(), await line.connect()];
      await first.register('wanted');
      await second.register('wanted');
      await first.login('wanted');
      second.finishLogin(await second.startLogin('wanted'));
      await second.refused('sign-up.name-taken');
    });

    it('holds a login to the name that was registered', async () => {
      const client = await line.connect();
      await client.register('one');
      const { ke1 } = startClientLogin(password);
      client.send({ type: 'login.start', id: 9, name: 'other', ke1 });
      await client.refusedAndClosed('message.unexpected');
    });
  });

  describe('while sign-up needs approval', () => {
    before(() => line.operator.changeSignUp('approve'));

    it('lets nobody in before the operator has', async () => {
      const client = await line.connect();
      await trySignUp(client, 'waiting');
      await client.refused('auth.pending');
      assert.equal((await client.startLogin('waiting')).opened, undefined);
      client.send({ type: 'login.cancel', id: client.nextId() });
      await client.refused('auth.failed');
      await line.operator.admit('waiting');
      assert.equal((await client.login('waiting')).name, 'waiting');
    });

    it('tells nobody that a name is taken', async () => {
      const laterLogins = [];
      const answers = [];
      for (const name of ['taken', 'untaken']) {
        const client = await line.connect();
        await trySignUp(client, name, undefined, another);
        answers.push(await client.expect('error'));
        const { opened } = await client.startLogin(name, another);
        client.send({ type: 'login.cancel', id: client.nextId() });
        laterLogins.push({ opens: opened !== undefined, answer: await client.expect('error') });
      }
      assert.deepEqual(answers[0], answers[1]);
      const withoutId = laterLogins.map(({ answer, ...login }) => ({ ...login, ...answer, re: 0 }));
      assert.deepEqual(withoutId[0], withoutId[1], 'nor does a login afterwards');
      assert.equal(answers[0]?.code, 'auth.pending');
      assert.equal((await line.logIn('taken')).welcome.name, 'taken', 'its owner still gets in');
    });

    it('lets an invited person in at once', async () => {
      const { code } = await line.operator.invite('guest');
      assert.equal((await line.signUp('guest', code)).welcome.created, true);
    });

    it('cannot be written to before it was admitted', async () => {
      const client = await line.connect();
      await trySignUp(client, 'unseen');
      await client.refused('auth.pending');
      const { client: member } = await line.logIn('taken');
      await member.refused('name.unknown', member.post('hello', { room: '@unseen' }));
    });
  });

  describe('while sign-up needs an invitation', () => {
    before(() => line.operator.changeSignUp('invite'));

    it('refuses who has none, whether the name is taken or not', async () => {
      const answers = [];
      for (const name of ['taken', 'fresh']) {
        const client = await line.connect();
        client.startRegistration(name);
        answers.push(await client.refused('sign-up.code'));
      }
      assert.deepEqual(answers[0], answers[1]);
    });

    it('takes an invitation once', async () => {
      const { code } = await line.operator.invite();
      await line.signUp('invited', code);
      const client = await line.connect();
      client.startRegistration('second', code);
      await client.refused('sign-up.code');
      assert.ok(!(await exists(line, 'second')));
    });

    it('takes an invitation once even if two use it at the same time', async () => {
      const { code } = await line.operator.invite();
      const [first, second] = [await line.connect(), await line.connect()];
      await first.register('twin1', code);
      await second.register('twin2', code);
      await first.login('twin1');
      second.finishLogin(await second.startLogin('twin2'));
      await second.refused('sign-up.code');
      assert.ok(!(await exists(line, 'twin2')));
    });

    it('takes an invitation for the name it was made for only', async () => {
      const { code } = await line.operator.invite('dora');
      const client = await line.connect();
      client.startRegistration('dorian', code);
      await client.refused('sign-up.code');
      await line.signUp('dora', code);
    });

    it('takes no invitation after its time', async () => {
      const { code, expiresAt } = await line.operator.invite();
      line.clock.advance(expiresAt - line.clock.now());
      const client = await line.connect();
      client.startRegistration('late', code);
      await client.refused('sign-up.code');
    });

    it('does not tell a made-up code from one that was used', async () => {
      const { code } = await line.operator.invite();
      await line.signUp('user-of-it', code);
      const ask = async (tried: string) => {
        const client = await line.connect();
        client.startRegistration('asker', tried);
        const { re: _, ...error } = await client.refused('sign-up.code');
        return error;
      };
      assert.deepEqual(await ask(code), await ask('0000-0000-0000-0000'));
    });

    it('keeps the invitation of somebody whose name was taken, and says only that it failed', async () => {
      const { code } = await line.operator.invite();
      const client = await line.connect();
      await trySignUp(client, 'taken', code);
      await client.refused('auth.failed');
      await line.signUp('renamed', code);
    });
  });

  describe('while sign-up is closed', () => {
    before(() => line.operator.changeSignUp('closed'));

    it('refuses everybody alike', async () => {
      const answers = [];
      for (const name of ['taken', 'closed-out']) {
        const client = await line.connect();
        client.startRegistration(name);
        answers.push(await client.refused('sign-up.closed'));
      }
      assert.deepEqual(answers[0], answers[1]);
    });

    it('takes no invitation that was made before', async () => {
      const { code } = await line.operator.invite();
      const client = await line.connect();
      client.startRegistration('hopeful', code);
      await client.refused('sign-up.code');
    });

    it('still lets members log in', async () => {
      assert.equal((await line.logIn('taken')).welcome.name, 'taken');
    });
  });

  it('counts by the mode of the moment the account is made', async () => {
    await line.operator.changeSignUp('open');
    const client = await line.connect();
    await client.register('overtaken');
    await line.operator.changeSignUp('closed');
    client.finishLogin(await client.startLogin('overtaken'));
    await client.refused('sign-up.closed');
    assert.ok(!(await exists(line, 'overtaken')));
    await line.operator.changeSignUp('open');
  });
});

describe('a reset code', () => {
  const scope = scopeOf(after);
  let line: StartedLine;

  before(async () => {
    line = await startLine(scope);
  });

  beforeEach(() => line.clock.advance(3_600_000));

  async function reset(name: string, code: string): Promise<Joined> {
    const client = await line.connect();
    await client.register(name, code, another);
    return { client, welcome: await client.login(name, another) };
  }

  it('sets another password, ends all sessions, and opens one', async () => {
    const desk = await line.signUp('ann');
    const phone = await line.logIn('ann');
    const { code } = await line.operator.reset('ann');
    const { client, welcome } = await reset('ann', code);
    assert.equal(welcome.created, false);
    for (const other of [desk, phone]) {
      assert.equal((await other.client.expect('bye')).reason, 'revoked');
    }
    await client.say('back again');
    const old = await line.connect();
    assert.equal((await old.startLogin('ann', password)).opened, undefined);
  });

  it('leaves everything as it was until it is used', async () => {
    const { client } = await line.signUp('ben');
    const { code } = await line.operator.reset('ben');
    const started = await line.connect();
    await started.register('ben', code, another);
    await started.hangUp();
    await client.say('still here');
    assert.equal((await line.logIn('ben')).welcome.name, 'ben');
  });

  it('works once', async () => {
    await line.signUp('cleo');
    const { code } = await line.operator.reset('cleo');
    await reset('cleo', code);
    const client = await line.connect();
    client.startRegistration('cleo', code);
    await client.refused('sign-up.code');
  });

  it('works once even if two use it at the same time', async () => {
    await line.signUp('dora');
    const { code } = await line.operator.reset('dora');
    const [first, second] = [await line.connect(), await line.connect()];
    await first.register('dora', code, another);
    await second.register('dora', code, 'a third horse battery 79');
    await first.login('dora', another);
    second.finishLogin(await second.startLogin('dora', 'a third horse battery 79'));
    await second.refused('sign-up.code');
    await first.say('mine');
  });

  it('is for one name, and for a time', async () => {
    await line.signUp('emil');
    await line.signUp('eve');
    const { code, expiresAt } = await line.operator.reset('emil');
    const ask = async (name: string) => {
      const client = await line.connect();
      client.startRegistration(name, code);
      const { re: _, ...error } = await client.refused('sign-up.code');
      return error;
    };
    const other = await ask('eve');
    line.clock.advance(expiresAt - line.clock.now());
    assert.deepEqual(await ask('emil'), other);
  });

  it('gives way to the next one', async () => {
    await line.signUp('fred');
    const { code: first } = await line.operator.reset('fred');
    const { code: second } = await line.operator.reset('fred');
    const client = await line.connect();
    client.startRegistration('fred', first);
    await client.refused('sign-up.code');
    await reset('fred', second);
  });
});

describe('changing the password', () => {
  const scope = scopeOf(after);
  let line: StartedLine;

  before(async () => {
    line = await startLine(scope);
  });

  beforeEach(() => line.clock.advance(3_600_000));

  it('needs the old one, keeps this session and ends the others', async () => {
    const { client } = await line.signUp('ann');
    const phone = await line.logIn('ann');
    await client.changePassword(password, another);
    assert.equal((await client.expect('password.changed')).revoked, 1);
    assert.equal((await phone.client.expect('bye')).reason, 'revoked');
    await client.say('still here');
    const again = await line.connect();
    assert.equal((await again.startLogin('ann', password)).opened, undefined);
    again.send({ type: 'login.cancel', id: again.nextId() });
    await again.refused('auth.failed');
    assert.equal((await again.login('ann', another)).name, 'ann');
  });

  it('changes nothing when the old one is wrong', async () => {
    const { client } = await line.signUp('ben');
    await client.changePassword('not the password 1', another, { ke3: 'A'.repeat(86) });
    await client.refused('auth.failed');
    await client.say('still here');
    assert.equal((await line.logIn('ben')).welcome.name, 'ben');
  });

  it('cannot be tried often', async () => {
    const { client } = await line.signUp('cleo');
    for (let attempt = 0; ; attempt += 1) {
      assert.ok(attempt < 20, 'attempts are limited');
      const { ke1 } = startClientLogin('guess');
      const { request } = startRegistration(another);
      client.request('password.start', { ke1, request });
      const answer = await client.next();
      if (answer?.type === 'password.challenge') continue;
      assert.ok(answer?.type === 'error' && answer.code === 'auth.throttled');
      break;
    }
  });

  it('cannot be finished without being started', async () => {
    const { client } = await line.signUp('dora');
    const record = 'A'.repeat(256);
    client.request('password.finish', { ke3: 'A'.repeat(86), record });
    await client.refusedAndClosed('message.unexpected');
  });
});

for (const mode of ['open', 'approve', 'invite'] as const) {
  describe(`too many sign-ups while sign-up is ${mode}`, () => {
    it('are refused for their address, and look the same for every name', async (t) => {
      const scope = scopeOf((undo) => t.after(undo));
      const line = await startLine(scope, { bounds: { signUpsPerAddress: 3 } });
      await line.signUp('taken');
      await line.operator.changeSignUp(mode);
      const code = mode === 'invite' ? 'no-such-code' : undefined;
      for (const name of ['one', 'two']) {
        const client = await line.connect();
        client.startRegistration(name, code);
        if (code === undefined) await client.expect('register.response');
        else await client.refused('sign-up.code');
        client.startRegistration(name, code);
        assert.notEqual((await client.next())?.type, 'bye', 'the same name again costs nothing');
      }
      const names = mode === 'open' ? ['three'] : ['three', 'taken'];
      const answers = [];
      for (const name of names) {
        const client = await line.connect();
        client.startRegistration(name, code);
        const { retryAfterMs, message } = await client.refused('auth.throttled');
        assert.ok(Number(retryAfterMs) > 0);
        answers.push(message);
      }
      assert.equal(new Set(answers).size, 1);
      await line.log.until('sign-up.throttled', { name: 'three', address: '127.0.0.1' });
      line.clock.advance(3_600_000);
      const client = await line.connect();
      client.startRegistration('three', code);
      if (code === undefined) await client.expect('register.response');
      else await client.refused('sign-up.code');
    });
  });
}

const dayMs = 24 * 3_600_000;

describe('an account that waits', () => {
  it('is dropped after a week, at the next start at the latest', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const folder = newFolder(scope);
    const before = await startLine(scope, { dataFolder: folder });
    await before.operator.changeSignUp('approve');
    for (const [name, daysAgo] of [
      ['forgotten', 8],
      ['waiting', 6],
    ] as const) {
      before.clock.set(-daysAgo * dayMs);
      const client = await before.connect();
      await trySignUp(client, name);
      await client.refused('auth.pending');
      before.clock.set(daysAgo * dayMs);
    }
    assert.ok((await exists(before, 'forgotten')) && (await exists(before, 'waiting')));
    await before.server.stop();
    const line = await startLine(scope, { dataFolder: folder });
    await line.log.until('sign-up.dropped', { name: 'forgotten' });
    assert.equal(await exists(line, 'forgotten'), false);
    assert.equal(await exists(line, 'waiting'), true);
  });
});
