import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PartylineError } from '../../src/base/errors.ts';
import { type Log, silentLog } from '../../src/base/log.ts';
import { MemoryProfile } from '../../src/client/core/profile.ts';
import { defaultBounds } from '../../src/server/bounds.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { credentialsOf, joinAs, password } from '../support/test-client.ts';
import { runServer, temporaryFolder } from '../support/test-server.ts';

function codeOf(error: Error | undefined): string | undefined {
  return error instanceof PartylineError ? error.code : undefined;
}

describe('an open line', () => {
  it('makes an account for a new name, and resumes without asking after that', async (test) => {
    const { address } = await runServer(test);
    const profile = new MemoryProfile();
    const first = credentialsOf('ann');
    const ann = joinAs({ address, profile, credentials: first });
    const welcome = await ann.next('welcome');
    assert.deepEqual([welcome.created, welcome.resumed, welcome.lastSeen], [true, false, null]);
    assert.deepEqual(first.asked, ['newPassword sign-up']);
    await ann.line.close();
    const second = credentialsOf('ann');
    const back = joinAs({ address, profile, credentials: second });
    const again = await back.next('welcome');
    assert.deepEqual([again.created, again.resumed], [false, true]);
    assert.equal(again.lastSeen?.address, '127.0.0.1');
    assert.deepEqual(second.asked, []);
    await back.line.close();
    assert.deepEqual((await back.closed).reason, 'left');
    assert.equal((await back.closed).error, undefined);
  });

  it('asks again after a wrong password, and says so', async (test) => {
    const { address } = await runServer(test);
    const ann = joinAs({ address });
    await ann.next('welcome');
    const tries = ['wrong once', password];
    const credentials = credentialsOf('ann', { password: async () => tries.shift() });
    const other = joinAs({ address, credentials });
    await other.next('welcome');
    assert.deepEqual(credentials.asked, ['password login 1', 'password wrong 2']);
    await Promise.all([ann.line.close(), other.line.close()]);
  });

  it('gives up after three wrong passwords', async (test) => {
    const { address } = await runServer(test, { bounds: { heldLoginMs: 10_000 } });
    const ann = joinAs({ address });
    await ann.next('welcome');
    await ann.line.close();
    const credentials = credentialsOf('ann', { password: async () => 'not the one' });
    const { reason, error } = await joinAs({ address, credentials }).closed;
    assert.deepEqual([reason, codeOf(error)], ['refused', 'auth.failed']);
    assert.equal(credentials.asked.length, 3);
  });

  it('ends as refused when a wrong password was the only one there is', async (test) => {
    const { address } = await runServer(test);
    const ann = joinAs({ address });
    await ann.next('welcome');
    await ann.line.close();
    const only: (string | undefined)[] = ['not the one'];
    const credentials = credentialsOf('ann', { password: async () => only.shift() });
    const { reason, error } = await joinAs({ address, credentials }).closed;
    assert.deepEqual([reason, codeOf(error)], ['refused', 'auth.failed']);
  });

  it('ends as given up when no password is given', async (test) => {
    const { address } = await runServer(test);
    const credentials = credentialsOf('ann', { newPassword: async () => undefined });
    const { reason } = await joinAs({ address, credentials }).closed;
    assert.equal(reason, 'gave-up');
  });

  it('refuses to set a common password, before anything of it is sent', async (test) => {
    const { address } = await runServer(test);
    const credentials = credentialsOf('ann', { newPassword: async () => 'password1' });
    const { reason, error } = await joinAs({ address, credentials }).closed;
    assert.equal(reason, 'failed');
    assert.match(String(error?.message), /common/i);
  });

  it('goes on with the answer of a person who took longer than the server waits', async (test) => {
    const hungUp = Promise.withResolvers<void>();
    const log: Log = {
      ...silentLog,
      info: (event) => event === 'connection.closed' && hungUp.resolve(),
      child: () => log,
    };
    const { address } = await runServer(test, { log, bounds: { loginTimeoutMs: 3_000 } });
    const credentials = credentialsOf('ann', {
      newPassword: () => hungUp.promise.then(() => password),
    });
    const ann = joinAs({ address, credentials });
    const { created } = await ann.next('welcome');
    assert.equal(created, true);
    assert.deepEqual(credentials.asked, ['newPassword sign-up'], 'the question was put once');
    assert.ok(!ann.states.includes('waiting'), 'and nobody was told of a lost line');
    await ann.line.close();
  });
});

describe('a line that does not tell whether a name exists', () => {
  for (const signUp of ['invite', 'approve'] as const) {
    it(`signs up with an invitation, and asks for another name when one is taken (${signUp})`, async (test) => {
      const { operator, address } = await runServer(test, { signUp });
      const { code: first } = await operator.invite();
      const ann = joinAs({ address: { ...address, invite: first } });
      await ann.next('welcome');
      const { code: second } = await operator.invite();
      const credentials = credentialsOf('bob');
      const bob = joinAs({ address: { ...address, invite: second }, credentials });
      assert.equal((await bob.next('welcome')).name, 'bob');
      assert.deepEqual(
        bob.notices.map(({ code }) => code),
        ['name-taken'],
      );
      assert.deepEqual(credentials.asked, ['newPassword sign-up', 'name', 'newPassword sign-up']);
      await Promise.all([ann.line.close(), bob.line.close()]);
    });
  }

  it('refuses an invitation that was used', async (test) => {
    const { operator, address } = await runServer(test, { signUp: 'invite' });
    const { code } = await operator.invite();
    const ann = joinAs({ address: { ...address, invite: code } });
    await ann.next('welcome');
    const { reason, error } = await joinAs({
      address: { ...address, invite: code },
      name: 'bob',
    }).closed;
    assert.deepEqual([reason, codeOf(error)], ['refused', 'sign-up.code']);
    await ann.line.close();
  });

  it('logs in, and asks nobody to sign up, when it is closed', async (test) => {
    const { operator, address } = await runServer(test);
    const ann = joinAs({ address });
    await ann.next('welcome');
    await ann.line.close();
    await operator.changeSignUp('closed');
    const credentials = credentialsOf('ann');
    const back = joinAs({ address, credentials });
    await back.next('welcome');
    assert.deepEqual(credentials.asked, ['password login 1']);
    await back.line.close();
  });

  it('waits for the operator to admit the account, and is let in', async (test) => {
    const { operator, address } = await runServer(test, { signUp: 'approve' });
    const profile = new MemoryProfile();
    const credentials = credentialsOf('ann');
    const ann = joinAs({ address, profile, credentials, waitForAdmission: true });
    await ann.until(() => ann.line.state.type === 'waiting');
    assert.equal(ann.line.state.type === 'waiting' && ann.line.state.reason, 'pending');
    await operator.admit('ann');
    await ann.next('welcome');
    assert.deepEqual(credentials.asked, ['signUp approve', 'newPassword sign-up']);
    await ann.line.close();
  });

  it('ends as pending when nobody waits, and logs in at the next try', async (test) => {
    const { operator, address } = await runServer(test, { signUp: 'approve' });
    const profile = new MemoryProfile();
    assert.equal((await joinAs({ address, profile }).closed).reason, 'pending');
    await operator.admit('ann');
    const credentials = credentialsOf('ann');
    const ann = joinAs({ address, profile, credentials });
    await ann.next('welcome');
    assert.deepEqual(credentials.asked, ['password login 1']);
    await ann.line.close();
  });
});

describe('a reset code', () => {
  it('sets a new password once, and ends the other sessions', async (test) => {
    const { operator, address } = await runServer(test);
    const ann = joinAs({ address });
    await ann.next('welcome');
    const { code } = await operator.reset('ann');
    const fresh = 'another horse entirely 9';
    const credentials = credentialsOf('ann', { newPassword: async () => fresh });
    const profile = new MemoryProfile();
    const reset = joinAs({ address: { ...address, reset: code }, credentials, profile });
    const [{ created }, old] = await Promise.all([reset.next('welcome'), ann.closed]);
    assert.equal(created, false);
    assert.equal(old.reason, 'revoked');
    assert.deepEqual(credentials.asked, ['newPassword reset']);
    await reset.line.close();
    const later = credentialsOf('ann', { password: async () => fresh });
    const back = joinAs({ address, credentials: later });
    await back.next('welcome');
    await back.line.close();
  });
});

describe('what the operator and other devices do', () => {
  it('ends as kicked, and may come back', async (test) => {
    const { operator, address } = await runServer(test);
    const profile = new MemoryProfile();
    const ann = joinAs({ address, profile });
    await ann.next('welcome');
    await operator.kick('ann', 'enough');
    const { reason, error } = await ann.closed;
    assert.equal(reason, 'kicked');
    assert.match(String(error?.message), /enough/);
    const back = joinAs({ address, profile });
    assert.equal((await back.next('welcome')).resumed, true);
    await back.line.close();
  });

  it('ends as banned, also at the next try', async (test) => {
    const { operator, address } = await runServer(test);
    const profile = new MemoryProfile();
    const ann = joinAs({ address, profile });
    await ann.next('welcome');
    await operator.ban('ann', null, 'spam');
    assert.equal((await ann.closed).reason, 'banned');
    assert.equal((await joinAs({ address, profile }).closed).reason, 'banned');
  });

  it('ends as revoked, forgets the session and asks for the password next time', async (test) => {
    const { address } = await runServer(test);
    const profile = new MemoryProfile();
    const ann = joinAs({ address, profile });
    await ann.next('welcome');
    await ann.line.account.revoke('current').catch(() => {});
    assert.equal((await ann.closed).reason, 'revoked');
    const credentials = credentialsOf('ann');
    const back = joinAs({ address, profile, credentials });
    await back.next('welcome');
    assert.deepEqual(credentials.asked, ['password login 1']);
    await back.line.close();
  });

  it('asks for the password because the session is lost when it was ended from elsewhere', async (test) => {
    const { address } = await runServer(test);
    const profile = new MemoryProfile();
    const ann = joinAs({ address, profile });
    await ann.next('welcome');
    await ann.line.close();
    const other = joinAs({ address });
    await other.next('welcome');
    assert.equal(await other.line.account.revoke('others'), 1);
    const credentials = credentialsOf('ann');
    const back = joinAs({ address, profile, credentials });
    await back.next('welcome');
    assert.deepEqual(credentials.asked, ['password session-lost 1']);
    await Promise.all([back.line.close(), other.line.close()]);
  });

  it('changes the password, and the other devices are out', async (test) => {
    const { address } = await runServer(test);
    const ann = joinAs({ address });
    await ann.next('welcome');
    const other = joinAs({ address });
    await other.next('welcome');
    await assert.rejects(ann.line.account.changePassword(password, 'ann'), { name: 'InputError' });
    const next = 'a whole new word';
    assert.equal(await ann.line.account.changePassword(password, next), 1);
    assert.equal((await other.closed).reason, 'revoked');
    await assert.rejects(ann.line.account.changePassword(password, next), { code: 'auth.failed' });
    const credentials = credentialsOf('ann', { password: async () => 'a whole new word' });
    const back = joinAs({ address, credentials });
    await back.next('welcome');
    await Promise.all([back.line.close(), ann.line.close()]);
  });

  it('gets a new session token by itself when the old one has expired', async (test) => {
    let passedMs = 0;
    const clock = { now: () => Date.now() + passedMs, elapsed: () => performance.now() + passedMs };
    const { address } = await runServer(test, { clock });
    const credentials = credentialsOf('ann');
    const ann = joinAs({ address, credentials });
    await ann.next('welcome');
    passedMs += defaultBounds.tokenLifetimeMs;
    await ann.line.send('late');
    await ann.until(() => ann.messages.length === 1);
    assert.deepEqual(credentials.asked, ['newPassword sign-up']);
    await ann.line.close();
  });

  it('says why the line was lost after a login by password as after any other', async (test) => {
    const { address } = await runServer(test);
    const proxy = await startCuttingProxy(address.port);
    test.after(() => proxy.close());
    const ann = joinAs({ address: { ...address, port: proxy.port } });
    await ann.next('welcome');
    const reasons: string[] = [];
    ann.line.on('state', (state) => state.type === 'waiting' && reasons.push(state.reason));
    proxy.cutAll();
    await ann.next('welcome');
    assert.equal(reasons[0], 'lost');
    await ann.line.close();
  });

  it('stays through a restart of the server, and sends what was said meanwhile, in order', async (test) => {
    const dataFolder = temporaryFolder();
    const { server, address } = await runServer(test, { dataFolder });
    const { port } = server;
    const ann = joinAs({ address });
    await ann.next('welcome');
    await server.stop('a moment');
    await ann.until(() => ann.line.state.type === 'waiting');
    const pending: string[] = [];
    ann.line.on('pending', ({ content }) => pending.push(content.text));
    const sent = ['one', 'two', 'three'].map((text) => ann.line.send(text));
    assert.deepEqual(pending, ['one', 'two', 'three']);
    await runServer(test, { dataFolder, port });
    const places = await Promise.all(sent);
    assert.deepEqual(
      places.map(({ seq }) => seq),
      [1, 2, 3],
    );
    await ann.until(() => ann.messages.length === 3);
    assert.deepEqual(
      ann.messages.map(({ text }) => text),
      ['one', 'two', 'three'],
    );
    await ann.line.close();
  });
});

describe('a client and a server that disagree about TLS', () => {
  it('are told apart in words when the server is in clear text', async (test) => {
    const { address } = await runServer(test, { insecure: true });
    const { reason, error } = await joinAs({ address: { ...address, clear: false } }).closed;
    assert.equal(reason, 'unreachable');
    assert.match(String(error?.message), /does not speak TLS 1\.3/);
  });

  it('are told apart in words when the client is in clear text', async (test) => {
    const { address } = await runServer(test);
    const { fingerprint: _, ...place } = address;
    const { reason, error } = await joinAs({ address: { ...place, clear: true } }).closed;
    assert.equal(reason, 'protocol');
    assert.match(String(error?.message), /speaks TLS/);
  });
});
