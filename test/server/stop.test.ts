import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { InputError } from '../../src/base/errors.ts';
import { startServer } from '../../src/server/server.ts';
import { scopeOf } from '../support/cleanup.ts';
import { newFolder, startLine } from '../support/started-line.ts';

const scopeFor = (t: TestContext) => scopeOf((undo) => t.after(undo));

/** How long a server may take to stop, in milliseconds. */
const stopMs = 5_000;

test('a server that stops tells every client why, and takes no more connections', async (t) => {
  const line = await startLine(scopeFor(t));
  const { client: ann } = await line.signUp('ann');
  const waiting = await line.connect();
  const { host, port } = line.address;
  const silent = net.connect({ host, port }).on('error', () => {});
  await once(silent, 'connect');
  const cut = new Promise((resolve) => silent.once('close', resolve));
  await line.log.until('connection.opened', { connection: 3 });
  const began = performance.now();
  const stopped = line.server.stop('new cables');
  for (const client of [ann, waiting]) {
    const bye = await client.expect('bye');
    assert.equal(bye.reason, 'server.stopping');
    assert.match(bye.message, /new cables/);
    assert.equal(await client.next(), null);
  }
  await Promise.all([stopped, cut, line.server.ended]);
  assert.ok(performance.now() - began < stopMs);
  const late = net.connect({ host, port });
  const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
  assert.equal(error.code, 'ECONNREFUSED');
  await line.server.stop('again');
});

test('what a server accepted before it stops is acknowledged, and nothing else is stored', async (t) => {
  const scope = scopeFor(t);
  const folder = newFolder(scope);
  const line = await startLine(scope, { dataFolder: folder, bounds: { postsInFlight: 16 } });
  const { client, welcome } = await line.signUp('ann');
  for (let number = 0; number < 200; number += 1) client.post('without end');
  let acknowledged = 0;
  let stopped: Promise<void> | undefined;
  for (;;) {
    const message = await client.next();
    if (message?.type === 'bye') break;
    if (message?.type !== 'posted') continue;
    acknowledged += 1;
    client.post('without end');
    if (acknowledged === 20) stopped = line.server.stop();
  }
  assert.equal(await client.next(), null);
  await stopped;
  const again = await startLine(scope, { dataFolder: folder });
  const { rooms } = await (await again.connect()).resume(welcome);
  assert.equal(rooms[0]?.last, acknowledged);
});

test('a server stops in time although a client reads nothing and another never answers', async (t) => {
  const line = await startLine(scopeFor(t), { bounds: { stopTimeoutMs: 400 } });
  const { client: deaf } = await line.signUp('deaf');
  const { client: mute } = await line.signUp('mute');
  mute.socket.pause();
  for (let number = 0; number < 100; number += 1) deaf.post('x'.repeat(16_000));
  const began = performance.now();
  await line.server.stop();
  assert.ok(performance.now() - began < stopMs);
});

test('a server that cannot commit while it stops acknowledges nothing that is not stored', async (t) => {
  const scope = scopeFor(t);
  const folder = newFolder(scope);
  const line = await startLine(scope, { dataFolder: folder, bounds: { stopTimeoutMs: 400 } });
  const { client, welcome } = await line.signUp('ann');
  const store = new DatabaseSync(join(folder, 'line.sqlite'));
  store.exec('BEGIN IMMEDIATE');
  client.post('held up');
  client.request('who', {});
  await client.expect('people');
  const rest = client.rest();
  const stopped = line.server.stop();
  const heard = await rest;
  store.exec('ROLLBACK');
  store.close();
  await stopped;
  assert.ok(!heard.some(({ type }) => type === 'posted'));
  const again = await startLine(scope, { dataFolder: folder });
  const { rooms } = await (await again.connect()).resume(welcome);
  assert.equal(rooms[0]?.last, 1, 'it was accepted, and is stored');
});

test('a second server on the same folder is refused, and the first goes on', async (t) => {
  const scope = scopeFor(t);
  const line = await startLine(scope);
  const { client, welcome } = await line.signUp('ann');
  await client.say('before');
  await client.expect('message');
  const second = { dataFolder: line.folder, host: '127.0.0.1', port: 0 };
  await assert.rejects(startServer(second), (error) => {
    assert.ok(error instanceof InputError);
    assert.ok(error.message.includes(line.folder));
    assert.ok(error.message.includes(String(process.pid)));
    return true;
  });
  assert.equal((await client.say('after')).seq, 2);
  await client.expect('message');
  client.cut();
  await line.server.stop();
  const again = await startLine(scope, { dataFolder: line.folder });
  assert.equal(again.server.fingerprint, line.server.fingerprint);
  const reader = await again.connect();
  await reader.resume(welcome, { lobby: 0 });
  assert.deepEqual(
    (await reader.messages(2)).map(({ text }) => text),
    ['before', 'after'],
  );
});

test('a server that cannot listen gives its folder back', async (t) => {
  const scope = scopeFor(t);
  const line = await startLine(scope);
  const dataFolder = newFolder(scope);
  const { port } = line.address;
  const busy = { dataFolder, host: '127.0.0.1', port, strictPort: true };
  await assert.rejects(startServer(busy), InputError);
  await startLine(scope, { dataFolder });
});
