import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { duplexPair } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import tls from 'node:tls';
import { startClientLogin } from '../../src/auth/client-handshake.ts';
import type { Address } from '../../src/wire/address.ts';
import { encodeMessage } from '../../src/wire/frame.ts';
import { protocolVersion } from '../../src/wire/protocol-version.ts';
import { scopeOf } from '../support/cleanup.ts';
import type { RawClient } from '../support/raw-client.ts';
import {
  type LineSettings,
  newFolder,
  type StartedLine,
  startLine,
} from '../support/started-line.ts';

const start = (t: TestContext, settings?: LineSettings) =>
  startLine(
    scopeOf((undo) => t.after(undo)),
    settings,
  );

/** Linux has all of 127.0.0.0/8 as its own; elsewhere there is one address to connect from. */
const manyAddresses = { skip: process.platform !== 'linux' };

/** A TCP connection that says nothing by itself. */
async function knock({ host, port }: Address, from = '127.0.0.1') {
  const socket = net.connect({ host, port, localAddress: from });
  socket.on('error', () => {});
  const heard: Buffer[] = [];
  socket.on('data', (chunk) => heard.push(chunk));
  const closed = new Promise<string>((resolve) =>
    socket.once('close', () => resolve(Buffer.concat(heard).toString('latin1'))),
  );
  await once(socket, 'connect');
  return { socket, closed };
}

/** A TLS handshake whose client is not given the server's part yet, which is there. */
async function beginHandshake({ host, port }: Address) {
  const raw = net.connect(port, host);
  const [ours, wire] = duplexPair();
  wire.pipe(raw);
  const client = tls.connect({ socket: ours, rejectUnauthorized: false });
  await once(raw, 'readable');
  return {
    /** Ends it, says hello, and hangs up when the server has answered. */
    end: async () => {
      raw.pipe(wire);
      const versions = [protocolVersion];
      client.write(encodeMessage({ type: 'hello', versions, client: 'test', bindings: ['none'] }));
      await once(client, 'data');
      client.destroy();
      raw.destroy();
    },
  };
}

/** Whether a connection is taken at all: one that is gets an answer to a browser's question. */
async function isTaken(address: Address, from?: string): Promise<boolean> {
  const { socket, closed } = await knock(address, from);
  socket.write('GET / HTTP/1.1\r\n\r\n');
  return (await closed).startsWith('HTTP/1.1 400');
}

async function isHere(client: RawClient): Promise<void> {
  client.request('who', {});
  await client.expect('people');
}

describe('the time a connection has', () => {
  it('to finish TLS is bounded, whatever it sends', async (t) => {
    const line = await start(t, { bounds: { tlsTimeoutMs: 500 } });
    const client = await line.connectLocally();
    await client.loginLocally();
    const silent = await knock(line.address);
    const slow = await knock(line.address);
    slow.socket.write(Buffer.of(0x16, 3, 1, 2, 0, 1));
    assert.deepEqual(await Promise.all([silent.closed, slow.closed]), ['', '']);
    assert.equal(line.log.of('connection.closed').filter(timedOut).length, 2);
    await isHere(client);
  });

  it('to log in is bounded, and is not stretched by what it sends', async (t) => {
    const line = await start(t, { bounds: { loginTimeoutMs: 1_500 } });
    const client = await line.connectLocally();
    await client.loginLocally();
    const silent = await line.connect({ greet: false });
    const talkative = await line.connect();
    talkative.send({ type: 'account.lookup', id: talkative.nextId(), name: 'nobody' });
    await talkative.expect('account.status');
    for (const waiting of [silent, talkative]) {
      assert.equal((await waiting.expect('bye')).reason, 'timeout');
      assert.equal(await waiting.next(), null);
    }
    await isHere(client);
  });

  it('to be silent is bounded: it is asked once, and after twice the time it ends', async (t) => {
    const [pingAfterMs, silenceTimeoutMs] = [9_000, 18_000];
    const line = await start(t, { bounds: { pingAfterMs, silenceTimeoutMs } });
    const { client: dead } = await line.signUp('dead');
    const { client: alive } = await line.signUp('alive');
    for (const client of [dead, alive]) client.answersPings = false;
    line.clock.advance(pingAfterMs);
    await Promise.all([dead.expect('ping'), alive.expect('ping')]);
    alive.send({ type: 'pong', token: alive.token });
    await isHere(alive);
    line.clock.advance(pingAfterMs);
    assert.equal((await dead.expect('bye')).reason, 'timeout');
    assert.equal(await dead.next(), null);
    await alive.expect('ping');
    await isHere(alive);
  });
});

const timedOut = ({ reason, stage }: Record<string, unknown>) =>
  reason === 'timeout' && stage === 'securing';

describe('waiting to be logged in', () => {
  it(
    'is for a few of each address: one more takes the place of one before',
    manyAddresses,
    async (t) => {
      const line = await start(t, { bounds: { waitingPerAddress: 3, droppedForMs: 1 } });
      const elsewhere = await knock(line.address, '127.0.0.2');
      const crowd = [];
      for (let count = 0; count < 3; count += 1) crowd.push(await knock(line.address));
      assert.equal(await isTaken(line.address), true);
      await Promise.race(crowd.map(({ closed }) => closed));
      await line.log.until('connection.crowd', { room: 'securing', address: '127.0.0.1' });
      assert.equal(crowd.filter(({ socket }) => !socket.closed).length, 2);
      assert.equal(elsewhere.socket.closed, false, 'others keep their place');
    },
  );

  it(
    'is for a number in all: one more takes a place of the address that has the most',
    manyAddresses,
    async (t) => {
      const line = await start(t, { bounds: { waiting: 8 } });
      const alone = await knock(line.address, '127.0.0.2');
      const crowd = [];
      for (let count = 0; count < 12; count += 1) crowd.push(await knock(line.address));
      assert.equal(await isTaken(line.address, '127.0.0.3'), true);
      await line.log.until('connection.crowd', { room: 'securing', address: '127.0.0.1' });
      assert.equal(alone.socket.closed, false);
    },
  );

  it(
    'is for more from where people were before the server was started anew',
    manyAddresses,
    async (t) => {
      const dataFolder = newFolder(scopeOf((undo) => t.after(undo)));
      const before = await start(t, { dataFolder });
      await (await before.connect({ from: '127.0.0.2' })).signUp('ann');
      await before.server.stop();
      const line = await start(t, {
        dataFolder,
        bounds: { waiting: 8, waitingKnown: 4, waitingPerAddress: 20, droppedForMs: 1 },
      });
      const knocks = async (from: string) => {
        const opened = [];
        for (let count = 0; count < 6; count += 1) opened.push(await knock(line.address, from));
        return opened;
      };
      const crowd = await knocks('127.0.0.1');
      const known = await knocks('127.0.0.2');
      await knock(line.address, '127.0.0.3');
      await Promise.race(crowd.map(({ closed }) => closed));
      assert.deepEqual(
        known.map(({ socket }) => socket.closed),
        Array(6).fill(false),
      );
    },
  );

  it('is not disturbed, once a connection is secured, by a crowd that never gets there', async (t) => {
    const line = await start(t, { bounds: { waitingPerAddress: 3 } });
    const waiting = [await line.connect(), await line.connect()];
    for (let count = 0; count < 20; count += 1) await knock(line.address);
    for (const [index, client] of waiting.entries()) {
      assert.equal((await client.signUp(`person${index}`)).created, true);
    }
    assert.equal((await (await line.connect()).login('person0')).name, 'person0');
  });

  it('is not disturbed, once its handshake has begun, by a crowd that comes meanwhile', async (t) => {
    const line = await start(t, { bounds: { waitingPerAddress: 3 } });
    const handshake = await beginHandshake(line.address);
    for (let count = 0; count < 20; count += 1) await knock(line.address);
    assert.equal(await isTaken(line.address), true);
    await handshake.end();
  });

  it('is not over for one that ends its handshake soon after it was dropped', async (t) => {
    const line = await start(t, { bounds: { waitingPerAddress: 1, droppedForMs: 60_000 } });
    const first = await beginHandshake(line.address);
    const second = await beginHandshake(line.address);
    await line.log.until('connection.crowd', { room: 'handshaking' });
    await first.end();
    await second.end();
  });

  it('is bounded for those who are secured as well', async (t) => {
    const line = await start(t, { bounds: { waitingPerAddress: 3 } });
    const crowd = [];
    for (let count = 0; count < 3; count += 1) crowd.push(await line.connect());
    const last = await line.connect();
    await line.log.until('connection.crowd', { room: 'loggingIn' });
    assert.equal((await last.signUp('ann')).created, true);
    await Promise.race(crowd.map((client) => client.rest().catch(() => {})));
  });
});

/** Asks for a challenge and goes away: an attempt that did not succeed. */
async function attempt(line: StartedLine, name: string, from: string): Promise<void> {
  const client = await line.connect({ from });
  client.send({ type: 'login.start', id: 1, name, ke1: startClientLogin('a guess').ke1 });
  await client.next();
  client.cut();
}

describe('failed logins', () => {
  const refuseAtOnce = { bounds: { heldLoginMs: 0 } };

  it(
    'are slowed down for their name and address, and never lock out the owner',
    manyAddresses,
    async (t) => {
      const line = await start(t, refuseAtOnce);
      await line.signUp('ann');
      for (let count = 0; count < 8; count += 1) await attempt(line, 'ann', '127.0.0.2');
      const guesser = await line.connect({ from: '127.0.0.2' });
      const guess = { type: 'login.start', name: 'ann', ke1: startClientLogin('a guess').ke1 };
      guesser.send({ ...guess, id: 1 });
      const { retryAfterMs = 0 } = await guesser.refused('auth.throttled', 1);
      assert.ok(retryAfterMs > 0 && retryAfterMs <= 30_000, `${retryAfterMs} ms`);
      assert.equal((await line.logIn('ann')).welcome.name, 'ann', 'at once, from elsewhere');
      line.clock.advance(retryAfterMs);
      guesser.send({ ...guess, id: 2 });
      await guesser.expect('login.challenge');
      await line.log.until('login.throttled', { name: 'ann', address: '127.0.0.2' });
    },
  );

  it(
    'from everywhere delay strangers, and no owner where the account logs in from',
    manyAddresses,
    async (t) => {
      const line = await start(t, refuseAtOnce);
      await line.signUp('ann');
      for (let count = 0; count < 60; count += 1) {
        await attempt(line, 'ann', `127.0.1.${count + 1}`);
      }
      const stranger = await line.connect({ from: '127.0.0.9' });
      stranger.send({ type: 'login.start', id: 1, name: 'ann', ke1: startClientLogin('x').ke1 });
      const { retryAfterMs = 0 } = await stranger.refused('auth.throttled', 1);
      assert.ok(retryAfterMs > 0 && retryAfterMs <= 30_000, `${retryAfterMs} ms`);
      assert.equal((await line.logIn('ann')).welcome.name, 'ann');
      line.clock.advance(retryAfterMs);
      assert.equal((await stranger.login('ann')).name, 'ann', 'and nobody is locked out');
    },
  );

  it('that are made side by side do not multiply', async (t) => {
    const line = await start(t, refuseAtOnce);
    await line.signUp('ann');
    const guessers = await Promise.all(Array.from({ length: 12 }, () => line.connect()));
    for (const guesser of guessers) {
      const { ke1 } = startClientLogin('a guess');
      guesser.send({ type: 'login.start', id: 1, name: 'ann', ke1 });
    }
    const answers = await Promise.all(guessers.map((guesser) => guesser.next()));
    const challenged = answers.filter((answer) => answer?.type === 'login.challenge');
    assert.equal(challenged.length, 4, 'three are free, and the delay follows the next');
  });

  it('that have to wait a little are answered after that wait', async (t) => {
    const line = await start(t);
    await line.signUp('ann');
    for (let count = 0; count < 4; count += 1) await attempt(line, 'ann', '127.0.0.1');
    const began = performance.now();
    const { welcome } = await line.logIn('ann');
    const waitedMs = performance.now() - began;
    assert.equal(welcome.name, 'ann');
    const { delayMs } = await line.log.until('login.throttled', { name: 'ann' });
    assert.ok(Number(delayMs) > 0);
    // A timer may be a millisecond early.
    assert.ok(waitedMs >= Number(delayMs) - 1, `${waitedMs} of ${delayMs} ms`);
  });

  it('end their connection after a few', async (t) => {
    const line = await start(t, refuseAtOnce);
    const client = await line.connect();
    for (let count = 0; count < 5; count += 1) {
      await client.startLogin('nobody');
      client.send({ type: 'login.cancel', id: client.nextId() });
      await client.refused('auth.failed');
      line.clock.advance(3_600_000);
    }
    await client.expect('bye');
    assert.equal(await client.next(), null);
  });
});

describe('a member who floods', () => {
  it('is read from no further than a bound of unstored posts, others go on', async (t) => {
    const line = await start(t, { bounds: { postsInFlight: 8 } });
    const { client: ann } = await line.signUp('ann');
    const { client: bob } = await line.signUp('bob');
    const store = new DatabaseSync(join(line.folder, 'line.sqlite'));
    store.exec('BEGIN IMMEDIATE');
    const count = 50;
    for (let number = 0; number < count; number += 1) ann.post(`flood ${number}`);
    const question = ann.request('who', {});
    let answered = false;
    const answers = (async () => {
      const messages = [];
      while (messages.length < 2 * count + 1) messages.push(await ann.next());
      return messages;
    })();
    void answers.then(() => {
      answered = true;
    });
    for (let round = 0; round < 20; round += 1) await isHere(bob);
    assert.equal(answered, false);
    store.exec('ROLLBACK');
    store.close();
    const messages = await answers;
    assert.equal(messages.filter((message) => message?.type === 'posted').length, count);
    const firstAck = messages.findIndex((message) => message?.type === 'posted');
    const answer = messages.findIndex((message) => message?.type === 'people');
    assert.ok(
      answer > firstAck,
      'the question behind the posts was not read before they were stored',
    );
    assert.equal((messages[answer] as { re: number }).re, question);
    const shown = (await bob.messages(count)).map(({ text }) => text);
    assert.deepEqual(
      shown,
      Array.from({ length: count }, (_, number) => `flood ${number}`),
    );
  });
});

/** Posts texts, some at a time, until all are acknowledged. */
async function talk(client: RawClient, count: number, text: (number: number) => string) {
  let posted = 0;
  let acknowledged = 0;
  while (acknowledged < count) {
    while (posted < count && posted - acknowledged < 32) {
      client.post(text(posted));
      posted += 1;
    }
    if ((await client.next())?.type === 'posted') acknowledged += 1;
  }
}

describe('a reader who stops reading', () => {
  for (const insecure of [false, true]) {
    it(`costs its queue at most, and gets everything in order later (${insecure ? 'clear' : 'TLS'})`, async (t) => {
      const readerQueueBytes = 64 * 1_024;
      const line = await start(t, { insecure, bounds: { readerQueueBytes } });
      const { client: sleepy } = await line.signUp('sleepy');
      const { client: awake } = await line.signUp('awake');
      const { client: busy } = await line.signUp('busy');
      // Far more than the kernel holds for a connection.
      const count = 1_400;
      const text = (number: number) => `${number} ${'x'.repeat(15_000)}`;
      const reading = awake.messages(count);
      await talk(busy, count, text);
      const expected = Array.from({ length: count }, (_, number) => text(number));
      const texts = (messages: readonly { text: string }[]) => messages.map((said) => said.text);
      assert.ok(texts(await reading).every((said, number) => said === expected[number]));
      const { pendingBytes, unreadBytes } = await line.log.until('reader.behind', {
        room: 'lobby',
      });
      assert.ok(Number(pendingBytes) <= readerQueueBytes, `${pendingBytes} bytes`);
      assert.ok(Number(unreadBytes) <= readerQueueBytes, `${unreadBytes} bytes in all`);
      assert.ok(
        texts(await sleepy.messages(count)).every((said, number) => said === expected[number]),
      );
      await awake.say('all awake');
      assert.equal((await sleepy.expect('message')).text, 'all awake');
    });
  }
});

describe('a disk that is almost full', () => {
  it('takes no messages and accounts, and everything else goes on', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const folder = newFolder(scope);
    const before = await startLine(scope, { dataFolder: folder });
    const { client, welcome } = await before.signUp('ann');
    await client.say('before');
    client.cut();
    await before.server.stop();
    const bounds = { freeDiskBytes: Number.MAX_SAFE_INTEGER };
    const line = await startLine(scope, { dataFolder: folder, bounds });
    const ann = await line.connect();
    const { rooms } = await ann.resume(welcome, { lobby: 0 });
    assert.equal(rooms[0]?.last, 1);
    assert.equal((await ann.expect('message')).text, 'before');
    await ann.refused('storage.full', ann.post('one more'));
    ann.request('history', { room: 'lobby', after: 0, limit: 10 });
    assert.equal((await ann.expect('history')).messages.length, 1);
    await isHere(ann);
    const newcomer = await line.connect();
    await newcomer.register('bob');
    newcomer.finishLogin(await newcomer.startLogin('bob'));
    await newcomer.refused('storage.full');
    await newcomer.login('ann');
    const operator = await line.connectLocally();
    await operator.loginLocally({ receive: true });
    assert.match((await operator.until('notice')).text, /is almost full: .* have to stay free/);
    assert.equal(line.log.of('storage.low').length, 1, 'however often something was refused');
  });
});
