import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { newToken } from '../../src/base/ids.ts';
import { defaultBounds } from '../../src/server/bounds.ts';
import { failuresPerConnection } from '../../src/server/login/attempts.ts';
import type { MemberMessages, ServerMessages } from '../../src/wire/messages.ts';
import { limits } from '../../src/words/limits.ts';
import { scopeOf } from '../support/cleanup.ts';
import type { Attaching, Credential, RawClient } from '../support/raw-client.ts';
import { type PostFields, password } from '../support/raw-client.ts';
import { type Joined, type StartedLine, startLine } from '../support/started-line.ts';

const another = 'another horse battery 78';
const hourMs = 3_600_000;

/** A program that came in, and how it was greeted. */
interface Attached extends Joined {
  readonly token: Credential;
}

/** The token of a device, as a program beside it presents it. */
function ofDevice({ session, deviceToken }: Joined['welcome']): Credential {
  assert.ok(deviceToken);
  return { session, secret: deviceToken };
}

async function attach(
  line: StartedLine,
  token: Credential,
  attaching: Attaching = {},
): Promise<Attached> {
  const client = await line.connect();
  return { client, token, welcome: await client.attach(token, attaching) };
}

/** Makes a token on a device and comes in with it. */
async function bot(
  line: StartedLine,
  owner: Joined,
  name: string,
  grant: Partial<MemberMessages['token.create']> = {},
  attaching: Attaching = {},
): Promise<Attached> {
  return attach(line, await owner.client.createToken(name, grant), attaching);
}

async function sessionsOf({ client }: Joined): Promise<ServerMessages['sessions']['sessions']> {
  client.request('sessions', {});
  return (await client.expect('sessions')).sessions;
}

/** Everything that was sent before this answer has come: nothing was pushed in between. */
async function quiet(client: RawClient): Promise<void> {
  const re = client.request('history', { room: 'lobby', after: 0, limit: 1 });
  assert.equal((await client.expect('history')).re, re);
}

/** Says something and takes its own copy of it. */
async function say({ client }: Joined, text: string, fields: PostFields = {}) {
  const posted = await client.say(text, fields);
  await client.until('message');
  return posted;
}

/** The connection ends with this reason, and at once: nothing of these lines that waits would end it within the hour. */
async function ends(client: RawClient, reason: ServerMessages['bye']['reason']): Promise<void> {
  assert.equal((await client.until('bye')).reason, reason);
  assert.equal(await client.next(), null);
}

describe('an app token', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let ana: Joined;
  let ben: Joined;

  before(async () => {
    line = await startLine(scope);
    ana = await line.signUp('ana');
    ben = await line.signUp('ben');
  });

  it('lets a program in as its account, and says what it may do', async () => {
    const { welcome, token } = await bot(line, ana, 'greeter', { expiresAt: 8_000_000_000_000 });
    assert.equal(welcome.name, 'ana');
    assert.equal(welcome.session, token.session);
    const grant = { read: true, write: true, rooms: null, expiresAt: 8_000_000_000_000 };
    assert.deepEqual(welcome.grant, grant);
    assert.deepEqual([welcome.deviceToken, welcome.proof, welcome.created], [null, null, false]);
    assert.notEqual(welcome.token, ana.welcome.token);
  });

  it('lets it in again and again, and several times at once', async () => {
    const { client, token } = await bot(line, ana, 'steady');
    const twin = await attach(line, token);
    client.cut();
    const later = await attach(line, token);
    for (const one of [twin, later]) await quiet(one.client);
  });

  it('is listed among the sessions with its grant, and when and from where it was used', async () => {
    const unused = await ana.client.createToken('listed', {
      write: false,
      rooms: ['lobby', '@ben'],
    });
    const find = async () => {
      const sessions = await sessionsOf(ana);
      return sessions.find(({ session }) => session === unused.session);
    };
    const before = await find();
    assert.deepEqual([before?.device, before?.address, before?.online], ['listed', '', false]);
    assert.deepEqual(before?.grant?.rooms?.[0], 'lobby');
    assert.equal(before?.grant?.rooms?.length, 2);
    line.clock.advance(1_000);
    await attach(line, unused);
    const used = await find();
    assert.deepEqual([used?.address, used?.online, used?.current], ['127.0.0.1', true, false]);
    assert.ok(used && before && used.lastSeenAt >= before.lastSeenAt + 1_000);
    const devices = (await sessionsOf(ana)).filter(({ grant }) => grant === null);
    assert.deepEqual(
      devices.map(({ session }) => session),
      [ana.welcome.session],
    );
  });

  it('is listed for 30 days after it was ended, with when that was', async (t) => {
    const line = await startLine(scopeOf((undo) => t.after(undo)));
    const owner = await line.signUp('tidy');
    const { session } = await owner.client.createToken('old-job');
    owner.client.request('session.revoke', { session });
    await owner.client.expect('revoked');
    const ended = (await sessionsOf(owner)).find((listed) => listed.session === session);
    assert.ok(ended !== undefined && ended.endedAt !== null && ended.endedAt <= line.clock.now());
    const device = (await sessionsOf(owner)).find(({ current }) => current);
    assert.equal(device?.endedAt, null);
    line.clock.advance(31 * 24 * hourMs);
    const later = await line.logIn('tidy');
    assert.ok((await sessionsOf(later)).every((listed) => listed.session !== session));
  });

  it('is told to the log when it is made, first used, used, and ended, but never its secret', async () => {
    const { token } = await bot(line, ana, 'logged');
    await attach(line, token);
    const { session } = token;
    ana.client.request('session.revoke', { session });
    await ana.client.expect('revoked');
    const of = (event: string) => line.log.of(event).filter((logged) => logged.session === session);
    assert.deepEqual(
      of('token.created').map(({ name, token: called, write }) => [name, called, write]),
      [['ana', 'logged', true]],
    );
    assert.equal(of('token.used').length, 1);
    assert.deepEqual(
      of('login').map(({ kind, name }) => [kind, name]),
      [
        ['app-token', 'ana'],
        ['app-token', 'ana'],
      ],
    );
    assert.equal(of('token.revoked').length, 1);
    assert.ok(!JSON.stringify(line.log.events).includes(token.secret));
  });

  it('has a name of its own in its account', async () => {
    const { session } = await ana.client.createToken('taken');
    const again = { name: 'taken', read: true, write: true };
    await ana.client.refused('token.name-taken', ana.client.request('token.create', again));
    await ben.client.createToken('taken');
    ana.client.request('session.revoke', { session });
    await ana.client.expect('revoked');
    await ana.client.createToken('taken');
  });

  it('is refused when it would be good for nothing', async () => {
    const ask = async (fields: Partial<MemberMessages['token.create']>) => {
      const token = { name: 'useless', read: true, write: true, ...fields };
      const re = ana.client.request('token.create', token);
      const error = await ana.client.expect('error');
      assert.equal(error.re, re);
      return [error.code, error.field];
    };
    const now = line.clock.now();
    assert.deepEqual(await ask({ read: false, write: false }), ['message.invalid', 'read']);
    assert.deepEqual(await ask({ expiresAt: now - 1 }), ['message.invalid', 'expiresAt']);
    assert.deepEqual(await ask({ rooms: ['@nobody'] }), ['name.unknown', undefined]);
    assert.deepEqual(await ask({ rooms: ['@ana'] }), ['forbidden', undefined]);
    assert.deepEqual(await ask({ rooms: ['#ops'] }), ['room.unknown', undefined]);
  });

  it('is one of a bounded number', async () => {
    const cleo = await line.signUp('cleo');
    for (let count = 0; count < limits.tokensPerAccount; count += 1) {
      await cleo.client.createToken(`bot ${count}`);
    }
    const more = { name: 'one more', read: true, write: true };
    const error = await cleo.client.refused('forbidden', cleo.client.request('token.create', more));
    assert.match(error.message, /64 app tokens/);
    assert.equal((await line.logIn('cleo')).welcome.name, 'cleo', 'devices do not count with them');
    assert.equal((await sessionsOf(cleo)).length, limits.tokensPerAccount + 2);
  });

  it('has a bounded number of connections', async () => {
    const token = await ana.client.createToken('many');
    const { connectionsPerSession } = defaultBounds;
    for (let count = 0; count < connectionsPerSession; count += 1) await attach(line, token);
    const surplus = await line.connect();
    surplus.startAttach(token);
    await surplus.refused('server.busy');
    assert.equal((await surplus.expect('bye')).reason, 'busy');
  });

  it('goes on beside a device that has come back as often as one may', async () => {
    let { welcome } = await line.signUp('comeback');
    for (let count = 0; count <= defaultBounds.connectionsPerSession; count += 1) {
      const client = await line.connect();
      welcome = await client.resume(welcome, { lobby: 0 });
    }
    const { session, deviceToken } = welcome;
    await attach(line, { session, secret: deviceToken as string });
  });

  it('is not resumed as a device is', async () => {
    const { session, secret } = await ana.client.createToken('no device');
    const client = await line.connect();
    client.startResume({ session, deviceToken: secret, epoch: ana.welcome.epoch });
    await client.refused('auth.resume');
    await attach(line, { session, secret });
  });
});

describe('the grant of an app token', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let ana: Joined;
  let ben: Joined;

  let names = 0;

  before(async () => {
    line = await startLine(scope);
    await line.signUp('cleo');
  });
  beforeEach(async () => {
    names += 1;
    ana = await line.signUp(`ana${names}`);
    ben = await line.signUp(`ben${names}`);
    await say(ana, 'for ben', { room: `@${ben.welcome.name}` });
    await ben.client.expect('room');
    await ben.client.expect('message');
  });

  /** A request is refused as forbidden, in words that say what is allowed, and the connection goes on. */
  async function forbids<Type extends keyof MemberMessages>(
    client: RawClient,
    type: Type,
    fields: Omit<MemberMessages[Type], 'type' | 'id' | 'token'>,
  ): Promise<string> {
    return (await client.refused('forbidden', client.request(type, fields))).message;
  }

  const history = { room: 'lobby', after: 0, limit: 1 };
  const content = { kind: 'text', text: 'not said' } as const;
  const post = { room: 'lobby', mid: 'm'.repeat(22), content };

  it('to read shows and answers, and takes no post', async () => {
    const { client } = await bot(line, ana, 'reader', { write: false });
    assert.match(await forbids(client, 'post', post), /may not post: it may only read\.$/);
    await forbids(client, 'post', { ...post, room: `@${ben.welcome.name}` });
    await quiet(client);
    client.request('who', {});
    await client.expect('people');
    const { seq } = await say(ana, 'seen');
    assert.equal((await client.expect('message')).seq, seq);
  });

  it('to write takes posts, and neither shows nor answers', async () => {
    const { client, welcome } = await bot(line, ana, 'writer', { read: false });
    assert.deepEqual(welcome.rooms, []);
    assert.match(await forbids(client, 'who', {}), /may not read: it may only post\.$/);
    await forbids(client, 'history', history);
    await forbids(client, 'history.find', { room: 'lobby', at: 0 });
    await say(ana, 'not shown');
    await client.say('said');
    await client.say('said to ben', { room: `@${ben.welcome.name}` });
    await ana.client.until('message');
  });

  it('for some rooms holds in them, for reading and for writing', async () => {
    const { client, welcome } = await bot(line, ana, 'lobbyist', { rooms: ['lobby', '@cleo'] });
    assert.deepEqual(
      welcome.rooms.map(({ room }) => room),
      ['lobby'],
    );
    assert.match(
      await forbids(client, 'post', { ...post, room: `@${ben.welcome.name}` }),
      /may not post in @ben\d+: it may only read and post in lobby, @cleo\.$/,
    );
    const [, direct] = (await attach(line, ofDevice(ana.welcome))).welcome.rooms;
    assert.ok(direct);
    await forbids(client, 'history', { ...history, room: direct.room });
    await forbids(client, 'post', { ...post, room: direct.room });
    await say(ana, 'more for ben', { room: `@${ben.welcome.name}` });
    await quiet(client);
    await client.say('for cleo', { room: '@cleo' });
    await client.expect('room');
    assert.equal((await client.expect('message')).text, 'for cleo');
  });

  it('for one conversation keeps out of the lobby, and of conversations that begin later', async () => {
    const { client } = await bot(line, ana, 'whisperer', { rooms: [`@${ben.welcome.name}`] });
    const dora = await line.signUp(`dora${names}`);
    await dora.client.say('hello, ana', { room: `@${ana.welcome.name}` });
    await dora.client.until('message');
    await say(dora, 'hello, all');
    await ben.client.expect('message');
    const { seq } = await say(ben, 'hello, bot', { room: `@${ana.welcome.name}` });
    assert.equal((await client.expect('message')).seq, seq);
    await forbids(client, 'post', post);
  });

  it('is never for the account itself', async () => {
    const { client } = await bot(line, ana, 'ambitious');
    await forbids(client, 'sessions', {});
    await forbids(client, 'session.revoke', { session: 'current' });
    await forbids(client, 'session.revoke', { session: ana.welcome.session });
    await forbids(client, 'token.create', { name: 'child', read: true, write: true });
    const opaque = 'A'.repeat(64);
    await forbids(client, 'password.start', { ke1: opaque, request: opaque });
    await forbids(client, 'password.finish', { ke3: opaque, record: opaque });
    await quiet(client);
  });

  it('ends with its time: an open connection, its session token, and the way in', async () => {
    const short = await startLine(scope, { bounds: { pingAfterMs: 60 } });
    // A silent connection is soon asked whether it is there.
    const { client: owner } = await short.signUp('ana');
    const expiresAt = short.clock.now() + hourMs;
    owner.request('token.create', { name: 'mayfly', read: true, write: true, expiresAt });
    const token = await owner.until('token.created');
    const { client } = await attach(short, token);
    client.post('in time');
    await client.until('posted');
    short.clock.advance(hourMs);
    await ends(client, 'revoked');
    const late = await short.connect();
    late.startAttach(token);
    assert.match((await late.refused('auth.app-token')).message, /has expired/);
    await short.log.until('login.failed', { code: 'auth.app-token', reason: 'expired' });
  });

  it('refuses a message that comes after its time', async () => {
    const expiresAt = line.clock.now() + hourMs;
    const { client } = await bot(line, ana, 'late', { expiresAt });
    line.clock.advance(hourMs);
    client.post('too late');
    assert.equal((await client.until('error')).code, 'auth.token');
    await ends(client, 'protocol');
  });
});

describe('the way in by an app token', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let ana: Joined;

  before(async () => {
    line = await startLine(scope, { bounds: { heldLoginMs: 0 } });
    ana = await line.signUp('ana');
  });
  beforeEach(() => line.clock.advance(hourMs));

  it('is shut for a wrong secret, and an unknown and a revoked token, with one and the same error', async () => {
    const token = await ana.client.createToken('guessed');
    const ended = await ana.client.createToken('ended');
    ana.client.request('session.revoke', { session: ended.session });
    await ana.client.expect('revoked');
    const answers: unknown[] = [];
    const wrong = { ...token, secret: newToken() };
    const unknown = { ...token, session: 'x'.repeat(22) };
    for (const tried of [wrong, unknown, ended]) {
      const client = await line.connect();
      client.startAttach(tried);
      answers.push(await client.refused('auth.app-token'));
    }
    assert.deepEqual(answers[0], answers[1]);
    assert.deepEqual(answers[0], answers[2]);
    const reasons = line.log.of('login.failed').map(({ reason }) => reason);
    assert.deepEqual(reasons, ['wrong secret', 'no such session', 'revoked']);
    await attach(line, token);
  });

  it('is slowed down after failures, and ends after five on one connection', async () => {
    const token = await ana.client.createToken('slow');
    const wrong = { ...token, secret: newToken() };
    const client = await line.connect();
    for (let attempt = 0; attempt < failuresPerConnection; attempt += 1) {
      line.clock.advance(30_000);
      client.startAttach(wrong);
      await client.refused('auth.app-token');
    }
    await ends(client, 'protocol');
    const next = await line.connect();
    next.startAttach(wrong);
    const { retryAfterMs } = await next.refused('auth.throttled');
    assert.ok(retryAfterMs);
    await line.log.until('login.throttled', { name: 'ana' });
    const owner = await line.connect();
    assert.equal((await owner.login('ana')).name, 'ana', 'the owner is not slowed down by it');
  });

  it('is shut for a banned account', async () => {
    const dora = await line.signUp('dora');
    const { client, token } = await bot(line, dora, 'banned');
    await line.operator.ban('dora', line.clock.now() + hourMs, 'noise');
    await ends(client, 'banned');
    const again = await line.connect();
    again.startAttach(token);
    await again.refusedAndClosed('auth.banned');
  });
});

describe('ending an app token', () => {
  const scope = scopeOf(after);
  let line: StartedLine;

  before(async () => {
    line = await startLine(scope);
  });
  beforeEach(() => line.clock.advance(hourMs));

  async function isOver({ client, token }: Attached): Promise<void> {
    await ends(client, 'revoked');
    const again = await line.connect();
    again.startAttach(token);
    await again.refused('auth.app-token');
  }

  it('ends its connections within a second, all of them, and nothing else', async () => {
    const ana = await line.signUp('ana');
    const first = await bot(line, ana, 'bot');
    const second = await attach(line, first.token);
    const other = await bot(line, ana, 'other');
    ana.client.request('session.revoke', { session: first.token.session });
    assert.equal((await ana.client.expect('revoked')).count, 1);
    await isOver(first);
    await ends(second.client, 'revoked');
    await quiet(other.client);
    await quiet(ana.client);
  });

  it('comes with logging out all, and all others', async () => {
    const ben = await line.signUp('ben');
    const first = await bot(line, ben, 'first');
    ben.client.request('session.revoke', { session: 'others' });
    assert.equal((await ben.client.expect('revoked')).count, 1);
    await isOver(first);
    const second = await bot(line, ben, 'second');
    ben.client.request('session.revoke', { session: 'all' });
    assert.equal((await ben.client.expect('revoked')).count, 2);
    await isOver(second);
    await ends(ben.client, 'revoked');
  });

  it('does not come with a changed password, which ends the other devices', async () => {
    const cleo = await line.signUp('cleo');
    const phone = await line.logIn('cleo');
    const { client, token } = await bot(line, cleo, 'kept');
    await cleo.client.changePassword(password, another);
    assert.equal((await cleo.client.expect('password.changed')).revoked, 1);
    await ends(phone.client, 'revoked');
    await quiet(client);
    await attach(line, token);
  });

  it('comes with a reset of the password', async () => {
    const dora = await line.signUp('dora');
    const lost = await bot(line, dora, 'lost');
    const { code } = await line.operator.reset('dora');
    const client = await line.connect();
    await client.register('dora', code, another);
    await client.login('dora', another);
    await isOver(lost);
  });
});

describe('a connection beside that of a device', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let names = 0;
  let ana: Joined;

  before(async () => {
    line = await startLine(scope);
  });
  beforeEach(async () => {
    names += 1;
    line.clock.advance(hourMs);
    ana = await line.signUp(`ana${names}`);
  });

  it('replaces nothing and renews nothing', async () => {
    const beside = await attach(line, ofDevice(ana.welcome));
    assert.equal(beside.welcome.session, ana.welcome.session);
    assert.deepEqual([beside.welcome.deviceToken, beside.welcome.grant], [null, null]);
    await quiet(ana.client);
    const resumed = await (await line.connect()).resume(ana.welcome);
    assert.notEqual(resumed.deviceToken, ana.welcome.deviceToken);
    await quiet(beside.client);
  });

  it('comes in by the token before as well, and by an older one only ends the session', async () => {
    const owner = await line.connect();
    const second = await owner.resume(ana.welcome);
    await attach(line, ofDevice(ana.welcome));
    const reading = await line.connect();
    const third = await (await line.connect()).resume(second);
    reading.startAttach(ofDevice(ana.welcome));
    await reading.refused('auth.resume');
    const { client } = await attach(line, ofDevice(third));
    const thief = await line.connect();
    thief.startAttach(ofDevice(ana.welcome));
    await thief.refused('auth.resume');
    await ends(client, 'revoked');
  });

  it('reads and posts, and may not touch tokens, sessions and passwords, which need the own connection', async () => {
    const { client } = await attach(line, ofDevice(ana.welcome));
    await say({ client, welcome: ana.welcome }, 'posted beside');
    await ana.client.expect('message');
    const token = { name: 'made beside', read: true, write: true };
    for (const refused of [
      client.request('token.create', token),
      client.request('sessions', {}),
      client.request('session.revoke', { session: 'others' }),
      client.request('password.start', { ke1: 'A', request: 'A' }),
    ]) {
      assert.match(
        (await client.refused('forbidden', refused)).message,
        /own connection of a device/,
      );
    }
    assert.equal((await sessionsOf(ana)).length, 1);
  });

  it('tells every device of the account of a new app token, also those that come later', async () => {
    const phone = await line.logIn(`ana${names}`);
    const beside = await attach(line, ofDevice(ana.welcome));
    const away = await line.logIn(`ana${names}`);
    away.client.leave();
    await away.client.expect('bye');
    line.clock.advance(hourMs);
    await ana.client.createToken('bot');
    assert.match(
      (await phone.client.expect('notice')).text,
      /The app token bot acts for your account/,
    );
    await quiet(beside.client);
    const back = await line.connect();
    const again = await back.resume(away.welcome);
    assert.match((await back.expect('notice')).text, /app token bot/);
    back.request('who', {});
    await back.expect('people');
    back.cut();
    const third = await line.connect();
    await third.resume(again);
    third.request('who', {});
    await third.expect('people');
  });

  it('ends with the session', async () => {
    const { client } = await attach(line, ofDevice(ana.welcome));
    ana.client.request('session.revoke', { session: 'current' });
    await ends(client, 'revoked');
    const again = await line.connect();
    again.startAttach(ofDevice(ana.welcome));
    await again.refused('auth.resume');
  });

  it('changes neither when the account was last here nor what it has seen', async () => {
    const other = await line.signUp(`other${names}`);
    const token = await ana.client.createToken('tail');
    ana.client.leave();
    await ana.client.expect('bye');
    const left = line.clock.now();
    line.clock.advance(hourMs);
    await say(other, 'while away');
    const beside = await attach(line, ofDevice(ana.welcome));
    const { client: tail } = await attach(line, token);
    await say(other, 'shown to programs');
    for (const { client } of [beside, { client: tail }]) {
      await client.expect('message');
      client.leave();
      await client.expect('bye');
    }
    const back = await line.logIn(`ana${names}`);
    const [lobby] = back.welcome.rooms;
    assert.ok(lobby && lobby.last - lobby.after === 2, 'both messages are owed');
    const { lastSeen } = back.welcome;
    assert.ok(lastSeen && Math.abs(lastSeen.at - left) < hourMs / 2);
  });

  it('is shown nothing older, unless its cursors say where to go on', async () => {
    const { epoch } = ana.welcome;
    const first = await say(ana, 'one');
    await say(ana, 'two');
    const token = await ana.client.createToken('tail');
    const fresh = await attach(line, token);
    const [lobby] = fresh.welcome.rooms;
    assert.deepEqual([lobby?.after, lobby?.skipped], [first.seq + 1, 0]);
    await quiet(fresh.client);
    const cursors = { lobby: first.seq };
    const back = await attach(line, token, { epoch, cursors });
    assert.equal((await back.client.expect('message')).text, 'two');
    const astray = await attach(line, token, { epoch: 'E'.repeat(22), cursors });
    await quiet(astray.client);
  });

  it('that does not receive is pushed nothing, and may post and ask', async () => {
    const cursors = { lobby: 0 };
    const silent = await attach(line, ofDevice(ana.welcome), {
      receive: false,
      epoch: ana.welcome.epoch,
      cursors,
    });
    const { seq } = await say(ana, 'not pushed');
    const [lobby] = silent.welcome.rooms;
    assert.ok(lobby && lobby.after === lobby.last, 'nothing will come by itself');
    const posted = await silent.client.say('posted');
    assert.equal(posted.seq, seq + 1);
    silent.client.request('history', { room: 'lobby', after: seq - 1, limit: 9 });
    const { messages } = await silent.client.expect('history');
    assert.deepEqual(
      messages.map(({ text }) => text),
      ['not pushed', 'posted'],
    );
    const friend = await line.signUp(`friend${names}`);
    await friend.client.say('psst', { room: `@ana${names}` });
    const direct = await friend.client.until('room');
    await silent.client.say('psst yourself', { room: direct.room.room });
    silent.client.request('history', { room: direct.room.room, after: 0, limit: 9 });
    assert.equal((await silent.client.expect('history')).messages.length, 2);
  });

  it('does not reach into conversations of others', async () => {
    const [eve, bob] = [await line.signUp(`eve${names}`), await line.signUp(`bob${names}`)];
    await eve.client.say('between us', { room: `@bob${names}` });
    const { room } = (await bob.client.until('room')).room;
    const { client } = await attach(line, ofDevice(ana.welcome), { receive: false });
    await client.refused('room.unknown', client.request('history', { room, after: 0, limit: 1 }));
    await client.refused('room.unknown', client.post('intruding', { room }));
  });
});

describe('being here', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let ben: Joined;

  before(async () => {
    line = await startLine(scope, { bounds: { presenceAudience: 256, presenceDelayMs: 1 } });
    ben = await line.signUp('ben');
  });

  /** Waits until somebody who receives is told that a person came or went. */
  async function told(client: RawClient, name: string, online: boolean): Promise<void> {
    for (;;) {
      const { changes } = await client.until('presence');
      if (changes.some((change) => change.name === name && change.online === online)) return;
    }
  }

  /** An account whose devices have gone, and its app token. */
  async function away(name: string): Promise<Credential> {
    const { client } = await line.signUp(name);
    await told(ben.client, name, true);
    client.request('token.create', { name: 'bot', read: true, write: true });
    const token = await client.until('token.created');
    client.leave();
    await told(ben.client, name, false);
    return token;
  }

  it('is not for a program that does not say so', async () => {
    const token = await away('ana');
    await attach(line, token);
    await attach(line, token, { receive: false });
    ben.client.request('who', {});
    const { people } = await ben.client.until('people');
    assert.deepEqual(
      people.map(({ name }) => name),
      ['ben'],
    );
    ben.client.post('are you there?', { room: '@ana' });
    assert.equal((await ben.client.until('posted')).away, true);
  });

  it('is for one that says so, until it goes', async () => {
    const token = await away('cleo');
    const { client } = await attach(line, token, { present: true, receive: false });
    await told(ben.client, 'cleo', true);
    ben.client.post('are you there?', { room: '@cleo' });
    assert.equal((await ben.client.until('posted')).away, false);
    await quiet(client);
    client.leave();
    await told(ben.client, 'cleo', false);
  });

  it('is told to a program that receives and may read', async () => {
    const token = await away('dora');
    const { client } = await attach(line, token, { present: true });
    await line.signUp('emil');
    await told(client, 'emil', true);
  });
});

describe('finding a time in a room', () => {
  const scope = scopeOf(after);
  let line: StartedLine;

  before(async () => {
    line = await startLine(scope);
  });

  it('gives the place after which messages are from then or later', async () => {
    const ana = await line.signUp('ana');
    const times: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      times.push((await say(ana, `message ${count}`)).at);
      line.clock.advance(hourMs);
    }
    const find = async (at: number) => {
      const re = ana.client.request('history.find', { room: 'lobby', at });
      const place = await ana.client.expect('history.place');
      assert.deepEqual([place.re, place.room], [re, 'lobby']);
      return place.after;
    };
    assert.equal(await find(0), 0);
    assert.equal(await find(line.clock.now()), 5);
    for (const [index, at] of times.entries()) {
      assert.equal(await find(at), index);
      assert.equal(await find(at + 1), index + 1);
    }
    const re = ana.client.request('history.find', { room: 'r000000000000none', at: 0 });
    await ana.client.refused('room.unknown', re);
  });
});
