import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newToken } from '../../src/base/ids.ts';
import { scopeOf } from '../support/cleanup.ts';
import { type Joined, type StartedLine, startLine } from '../support/started-line.ts';

const tokenLifetimeMs = 60_000;

describe('the session token', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let witness: Joined['welcome'];
  let names = 0;

  before(async () => {
    line = await startLine(scope, { bounds: { tokenLifetimeMs } });
    witness = (await line.signUp('witness')).welcome;
  });

  const newcomer = () => {
    names += 1;
    return line.signUp(`member${names}`);
  };

  /** The lobby's stored messages, as somebody is told who logs in now. */
  async function lastSeq(): Promise<number> {
    witness = await (await line.connect()).resume(witness);
    return witness.rooms[0]?.last ?? -1;
  }

  /** Sends a post with this in the place of the token and expects that it is refused unread. */
  async function refuses({ client }: Joined, token: object): Promise<void> {
    const stored = await lastSeq();
    const post = { type: 'post', id: 7, room: 'lobby', mid: 'm'.repeat(22) };
    const content = { kind: 'text', text: 'never stored' };
    client.send({ ...post, content, ...token });
    const error = await client.refused('auth.token', 7);
    assert.equal(error.field, undefined);
    assert.equal((await client.expect('bye')).reason, 'protocol');
    assert.equal(await client.next(), null);
    assert.equal(await lastSeq(), stored, 'nothing was stored');
  }

  it('is needed: without it nothing is done and the connection ends', async () => {
    await refuses(await newcomer(), {});
  });

  it('has to be the right one', async () => {
    await refuses(await newcomer(), { token: newToken() });
  });

  it('has to be a token at all', async () => {
    for (const token of ['', 'a', null, 7, {}, ['x'], 'ü'.repeat(43)]) {
      await refuses(await newcomer(), { token });
    }
  });

  it('is good for one connection only', async () => {
    const first = await newcomer();
    const second = await newcomer();
    await refuses(second, { token: first.client.token });
  });

  it('is good for a time only', async () => {
    const joined = await newcomer();
    line.clock.advance(tokenLifetimeMs - 1_000);
    await joined.client.say('in time');
    await joined.client.expect('message');
    line.clock.advance(1_000);
    await refuses(joined, { token: joined.client.token });
  });

  it('is looked at before the rest of the message', async () => {
    for (const message of [
      { type: 'nonsense' },
      { type: 'post', text: 7 },
      { type: 'hello' },
      {},
    ]) {
      const { client } = await newcomer();
      client.send({ ...message, token: newToken() });
      await client.refusedAndClosed('auth.token');
    }
  });

  it('leaves what follows in the same packet unread', async () => {
    const { client } = await newcomer();
    const stored = await lastSeq();
    const { token } = client;
    client.token = newToken();
    client.socket.cork();
    client.post('wrong');
    client.token = token;
    client.post('right, but too late');
    client.socket.uncork();
    await client.refusedAndClosed('auth.token');
    assert.equal(await lastSeq(), stored);
  });

  it('is told to the log as refused, but not what it was', async () => {
    const { client, welcome } = await newcomer();
    client.send({ type: 'who', id: 1, token: newToken() });
    await client.refusedAndClosed('auth.token');
    assert.ok(line.log.of('token.refused').some(({ name }) => name === welcome.name));
  });
});

describe('ending sessions', () => {
  const scope = scopeOf(after);
  let line: StartedLine;

  before(async () => {
    line = await startLine(scope);
  });

  /** Two devices of one new account. */
  async function twoDevices(name: string): Promise<{ desk: Joined; phone: Joined }> {
    return { desk: await line.signUp(name), phone: await line.logIn(name) };
  }

  /**
   * The connection ends, its session resumes no more, its token is void. It ends at once: nothing of these lines that waits
   * would end it within the hour.
   */
  async function ended({ client, welcome }: Joined): Promise<void> {
    const bye = await client.expect('bye');
    assert.equal(bye.reason, 'revoked');
    assert.equal(await client.next(), null);
    const again = await line.connect();
    again.startResume(welcome);
    await again.refused('auth.resume');
  }

  async function alive({ client }: Joined): Promise<void> {
    client.request('who', {});
    await client.expect('people');
  }

  it('ends the connection of the session that was named', async () => {
    const { desk, phone } = await twoDevices('one');
    desk.client.request('session.revoke', { session: phone.welcome.session });
    assert.equal((await desk.client.expect('revoked')).count, 1);
    await ended(phone);
    await alive(desk);
  });

  it('ends all others', async () => {
    const { desk, phone } = await twoDevices('others');
    desk.client.request('session.revoke', { session: 'others' });
    assert.equal((await desk.client.expect('revoked')).count, 1);
    await ended(phone);
    await alive(desk);
  });

  it('ends the very session that asks, after the answer', async () => {
    const { desk, phone } = await twoDevices('current');
    desk.client.request('session.revoke', { session: 'current' });
    assert.equal((await desk.client.expect('revoked')).count, 1);
    await ended(desk);
    await alive(phone);
  });

  it('ends all', async () => {
    const { desk, phone } = await twoDevices('all');
    desk.client.request('session.revoke', { session: 'all' });
    assert.equal((await desk.client.expect('revoked')).count, 2);
    await ended(desk);
    await ended(phone);
  });

  it('is in the power of the operator', async () => {
    const { desk, phone } = await twoDevices('watched');
    const only = phone.welcome.session;
    assert.equal(await line.operator.revoke('watched', only), 1);
    await ended(phone);
    await alive(desk);
    assert.equal(await line.operator.revoke('watched', 'all'), 1);
    await ended(desk);
  });

  it('does not reach into another account', async () => {
    const { desk, phone } = await twoDevices('mallory');
    const victim = await line.signUp('victim');
    const re = desk.client.request('session.revoke', { session: victim.welcome.session });
    await desk.client.refused('session.unknown', re);
    await alive(victim);
    await alive(phone);
  });

  it('takes effect on requests that were sent before the goodbye came', async () => {
    const { desk, phone } = await twoDevices('late');
    await line.operator.revoke('late', phone.welcome.session);
    phone.client.post('not any more');
    await ended(phone);
    desk.client.request('history', { room: 'lobby', after: 0, limit: 100 });
    const { messages } = await desk.client.expect('history');
    assert.ok(!messages.some(({ text }) => text === 'not any more'));
  });
});

describe('the device token', () => {
  const scope = scopeOf(after);
  let line: StartedLine;

  before(async () => {
    line = await startLine(scope);
  });

  it('resumes a session without a password, and is another one after that', async () => {
    const { client, welcome } = await line.signUp('ann');
    client.cut();
    const next = await (await line.connect()).resume(welcome);
    assert.equal(next.session, welcome.session);
    assert.equal(next.name, 'ann');
    assert.equal(next.created, false);
    assert.equal(next.proof, null);
    assert.equal(next.lastSeen?.address, '127.0.0.1');
    assert.notEqual(next.deviceToken, welcome.deviceToken);
    assert.notEqual(next.token, welcome.token);
  });

  it('is accepted once more when the answer with the next one was lost', async () => {
    const { welcome } = await line.signUp('ben');
    const lost = await (await line.connect()).resume(welcome);
    const again = await (await line.connect()).resume(welcome);
    const after = await (await line.connect()).resume(again);
    assert.equal(after.session, welcome.session);
    assert.notEqual(again.deviceToken, lost.deviceToken);
  });

  it('ends the session when an older one is replayed, and the log says so', async () => {
    const { welcome: first } = await line.signUp('cleo');
    const second = await (await line.connect()).resume(first);
    const owner = await line.connect();
    const third = await owner.resume(second);
    const thief = await line.connect();
    thief.startResume(first);
    await thief.refused('auth.resume');
    assert.equal((await owner.until('bye')).reason, 'revoked');
    const replayed = line.log.of('session.replayed');
    assert.deepEqual(
      replayed.map(({ name, session }) => ({ name, session })),
      [{ name: 'cleo', session: first.session }],
    );
    const again = await line.connect();
    again.startResume(third);
    await again.refused('auth.resume');
  });

  it('that was never given out is refused, and the session stays', async () => {
    const { client, welcome } = await line.signUp('dora');
    const stranger = await line.connect();
    stranger.startResume({ ...welcome, deviceToken: newToken() });
    await stranger.refused('auth.resume');
    stranger.startAttach({ session: welcome.session, secret: newToken() });
    await stranger.refused('auth.resume');
    await client.say('still here');
    await (await line.connect()).resume(welcome);
  });

  it('before it is good until the device has shown the new one, and then a thief’s', async () => {
    const { welcome } = await line.signUp('gina');
    const owner = await line.connect();
    await owner.resume(welcome);
    await (await line.connect()).attach({
      session: welcome.session,
      secret: welcome.deviceToken as string,
    });
    await owner.say('here I am');
    const thief = await line.connect();
    thief.startResume(welcome);
    await thief.refused('auth.resume');
    assert.equal((await owner.until('bye')).reason, 'revoked');
    assert.ok(line.log.of('session.replayed').some(({ name }) => name === 'gina'));
  });

  it('that a thief used first is the end of the session when its owner comes', async () => {
    const { client, welcome } = await line.signUp('hugo');
    const thief = await line.connect();
    await thief.resume(welcome);
    assert.equal((await client.expect('bye')).reason, 'replaced');
    await thief.say('I am hugo');
    const owner = await line.connect();
    owner.startResume(welcome);
    await owner.refused('auth.resume');
    assert.equal((await thief.until('bye')).reason, 'revoked');
  });

  it('on a connection that was overtaken is refused as late, and nothing else happens', async () => {
    const { client, welcome } = await line.signUp('ines');
    client.cut();
    const [slow, slower] = [await line.connect(), await line.connect()];
    const owner = await line.connect();
    const renewed = await owner.resume(welcome);
    slow.startResume(welcome);
    await slow.refusedAndClosed('auth.overtaken');
    owner.request('who', {});
    await owner.expect('people');
    slower.startResume(welcome);
    await slower.refusedAndClosed('auth.overtaken');
    await owner.say('undisturbed');
    await (await line.connect()).resume(renewed);
  });

  it('ends programs beside the device that came in with the one before, once the new one is shown', async () => {
    const { client, welcome } = await line.signUp('jane');
    const credential = { session: welcome.session, secret: welcome.deviceToken as string };
    const beside = await line.connect();
    await beside.attach(credential);
    client.cut();
    const owner = await line.connect();
    const renewed = await owner.resume(welcome);
    owner.request('who', {});
    await owner.expect('people');
    assert.equal((await beside.expect('bye')).reason, 'renewed');
    const again = await line.connect();
    await again.attach({ session: welcome.session, secret: renewed.deviceToken as string });
  });

  it('resumes without being seen where that is wanted', async () => {
    const { client, welcome } = await line.signUp('kurt');
    client.leave();
    await client.expect('bye');
    const other = await line.signUp('lena');
    const quiet = await line.connect();
    await quiet.resume(welcome, {}, { receive: false, present: false });
    other.client.request('who', {});
    const { people } = await other.client.expect('people');
    assert.ok(!people.some(({ name }) => name === 'kurt'));
    await other.client.say('not for kurt');
    quiet.request('sessions', {});
    await quiet.expect('sessions');
  });

  it('of an unknown session is refused like that of a revoked one', async () => {
    const { client, welcome } = await line.signUp('emil');
    client.request('session.revoke', { session: 'current' });
    await client.until('bye');
    const ask = async (session: string) => {
      const asking = await line.connect();
      asking.startResume({ ...welcome, session });
      return asking.refused('auth.resume');
    };
    assert.deepEqual(await ask(welcome.session), await ask('x'.repeat(22)));
  });

  it('moves a session to the connection that resumed it last', async () => {
    const { client, welcome } = await line.signUp('fred');
    const second = await line.connect();
    await second.resume(welcome);
    assert.equal((await client.expect('bye')).reason, 'replaced');
    assert.equal(await client.next(), null);
    await second.say('still here');
  });
});
