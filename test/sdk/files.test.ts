import assert from 'node:assert/strict';
import { hash as hashOf, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { FileProgress, Line, LineMessage, Posted } from '../../src/index.ts';
import { FileFolder } from '../../src/store/files/file-folder.ts';
import { defaultFileLimits } from '../../src/words/file-limits.ts';
import { limits } from '../../src/words/limits.ts';
import { scopeOf } from '../support/cleanup.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { connectTo, signUpOn, take } from '../support/joined-lines.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';
import { temporaryFolder } from '../support/test-server.ts';

const tea = new TextEncoder().encode('a cup of tea');
/** Of several parts, the last of which is not full. */
const photo = randomBytes(10 * limits.fileChunkBytes + 77);

async function fetchAll(line: Line, place: Posted | LineMessage, offset = 0): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of line.download(place, { offset })) parts.push(part);
  return Buffer.concat(parts);
}

describe('files', () => {
  const suite = scopeOf(after);
  let house: StartedLine;
  let ann: Line;
  let bob: Line;
  let token: string;

  before(async () => {
    house = await startLine(suite, {
      files: { ...defaultFileLimits, fileBytes: 1_000_000 },
      web: { folder: temporaryFolder() },
    });
    ann = await signUpOn(suite, house.address, 'ann');
    bob = await signUpOn(suite, house.address, 'bob');
    ({ token } = await ann.account.createToken({ name: 'bot', read: true, write: true }));
  });

  it('come with their message, as they were sent, to those who can read it', async () => {
    const messages = bob.messages();
    const progress: FileProgress[] = [];
    const path = join(temporaryFolder(), 'photo.png');
    writeFileSync(path, photo);
    const posted = await ann.upload(path, {
      text: 'look',
      onProgress: (each) => progress.push(each),
    });
    const [message] = await take(messages, 1);
    await messages.return?.();
    const file = {
      name: 'photo.png',
      bytes: photo.length,
      hash: hashOf('sha256', photo),
      type: 'image/png',
    };
    assert.deepEqual([message?.kind, message?.text, message?.file], ['file', 'look', file]);
    assert.deepEqual(await fetchAll(bob, message as LineMessage), photo);
    assert.deepEqual(await fetchAll(bob, posted, photo.length - 5), photo.subarray(-5));
    assert.deepEqual(progress.at(-1), { done: photo.length, bytes: photo.length });
    assert.equal(progress.length, 11);
    const [said] = (await bob.history('lobby', { around: posted.seq, limit: 1 })).messages;
    assert.deepEqual(said?.file, file);
  });

  it('are bytes, what a person chose in a browser, or a stream whose end nobody knows', async () => {
    const named = { name: '../x/tea.txt', type: 'text/plain' };
    const places = [
      await ann.upload(tea, { ...named, to: 'bob' }),
      await ann.upload(new File([tea], 'tea.txt', { type: 'text/plain' }), { to: 'bob' }),
      await ann.upload(new ReadableStream({ start: give }), { ...named, to: 'bob' }),
    ];
    const { messages } = await bob.history('@ann');
    assert.equal(messages.length, 3);
    for (const { text, file } of messages) {
      const hash = hashOf('sha256', tea);
      assert.deepEqual(file, { name: 'tea.txt', bytes: tea.length, hash, type: 'text/plain' });
      assert.equal(text, 'tea.txt');
    }
    for (const place of places) assert.deepEqual(await fetchAll(bob, place), Buffer.from(tea));

    function give(controller: ReadableStreamDefaultController<Uint8Array>): void {
      for (const byte of tea) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    }
  });

  it('are posted once under one mid, however often they are sent', async () => {
    const mid = 'A'.repeat(22);
    const { seq } = await ann.upload(tea, { mid });
    assert.equal((await ann.upload(tea, { mid })).seq, seq);
  });

  it('go on through lost connections, there and back', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const proxy = await startCuttingProxy(house.address.port);
    scope.after(() => proxy.close());
    proxy.cuts = [
      { direction: 'toServer', afterBytes: 200_000 },
      { direction: 'toServer', afterBytes: 300_000 },
      { direction: 'toClient', afterBytes: 300_000 },
    ];
    const bot = await connectTo(scope, { address: `127.0.0.1:${proxy.port}`, token });
    const posted = await bot.upload(ReadableStream.from([photo, photo.subarray(0, 99)]));
    assert.equal(proxy.cutCount, 2);
    assert.deepEqual(await fetchAll(bot, posted), Buffer.concat([photo, photo.subarray(0, 99)]));
    assert.equal(proxy.cutCount, 3);
  });

  it('are given up by a signal, and leave room for others', async () => {
    for (let times = 0; times <= limits.uploadsPerAccount; times += 1) {
      const ending = new AbortController();
      const reason = new Error('enough');
      const sending = ann.upload(photo, {
        signal: ending.signal,
        onProgress: () => ending.abort(reason),
      });
      await assert.rejects(sending, reason);
    }
  });

  it('are refused in words where they are too large, or cannot be sent', async () => {
    await assert.rejects(ann.upload(new Uint8Array(1_000_001)), { code: 'file.too-large' });
    await assert.rejects(ann.upload('/no/such/file'), { name: 'InputError' });
    await assert.rejects(ann.upload(tea, { type: 'TEA' }), { name: 'InputError' });
    await assert.rejects(ann.upload(5 as never), { name: 'InputError' });
    await assert.rejects(ann.upload(tea, { room: '#nowhere' }), { code: 'room.unknown' });
  });

  it('are there for members of a room alone, and for the stretch that they may read', async () => {
    await ann.rooms.join('#ops');
    const early = await ann.upload(tea, { room: '#ops' });
    await ann.rooms.change('#ops', { access: 'private' });
    await ann.rooms.change('#ops', { history: 'joined' });
    await assert.rejects(fetchAll(bob, early), { code: 'room.unknown' });
    await ann.rooms.invite('#ops', 'bob');
    await bob.rooms.join('#ops');
    await assert.rejects(fetchAll(bob, early), { code: 'file.unknown' });
    const late = await ann.upload(tea, { room: '#ops' });
    assert.deepEqual(await fetchAll(bob, late), Buffer.from(tea));
    await bob.rooms.part('#ops');
    assert.deepEqual(await fetchAll(bob, late), Buffer.from(tea));
    const later = await ann.upload(tea, { room: '#ops' });
    await assert.rejects(fetchAll(bob, later), { code: 'file.unknown' });
  });

  it('are sent and fetched by an app token as its grant says', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const place = await ann.upload(tea);
    const rights = { name: 'reader', read: true, write: false, rooms: ['lobby'] };
    const reader = await ann.account.createToken(rights);
    const bot = await connectTo(scope, { address: house.address, token: reader.token });
    assert.deepEqual(await fetchAll(bot, place), Buffer.from(tea));
    await assert.rejects(bot.upload(tea), { code: 'forbidden' });
    const direct = await ann.upload(tea, { to: 'bob' });
    await assert.rejects(fetchAll(bot, direct), { code: 'forbidden' });
  });

  it('are saved by a browser as attachments, with a ticket that is good once', async () => {
    const name = 'чай & cup.html';
    const place = await ann.upload(photo, { name, type: 'text/html' });
    const ticket = await bob.ticket(place, name);
    const path = `/files/${ticket}`;
    assert.equal((await get(path, 'HEAD')).status, 404);
    const { status, headers, body } = await get(path);
    assert.deepEqual([status, body], [200, photo]);
    assert.equal(headers['content-type'], 'application/octet-stream');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['content-security-policy'], "sandbox; default-src 'none'");
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(
      headers['content-disposition'],
      `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    );
    assert.equal((await get(path)).status, 404);
    const late = await bob.ticket(place, name);
    house.clock.advance(60_000);
    assert.equal((await get(`/files/${late}`)).status, 404);
    const deleted = await bob.ticket(place, name);
    await ann.remove(place);
    assert.equal((await get(`/files/${deleted}`)).status, 404);
    await assert.rejects(bob.ticket(place, name), { code: 'file.unknown' });
    await assert.rejects(bob.ticket(place, '../tea'), { code: 'message.invalid' });

    async function get(path: string, method = 'GET') {
      const { port } = house.address;
      const options = { port, path, method, rejectUnauthorized: false, agent: false };
      const [answer] = (await once(https.request(options).end(), 'response')) as [IncomingMessage];
      const { statusCode, headers } = answer;
      return { status: statusCode, headers, body: Buffer.concat(await answer.toArray()) };
    }
  });

  it('are gone from the disk when their last message is deleted', async () => {
    const data = randomBytes(100);
    const folder = new FileFolder(house.folder);
    const hash = hashOf('sha256', data);
    const [first, second] = [await ann.upload(data), await ann.upload(data, { to: 'bob' })];
    await ann.remove(first);
    await assert.rejects(fetchAll(bob, first), { code: 'file.unknown' });
    assert.deepEqual(await fetchAll(bob, second), data);
    assert.ok(folder.has(hash));
    await ann.remove(second);
    await assert.rejects(fetchAll(bob, second), { code: 'file.unknown' });
    await house.log.until('files.removed');
    assert.ok(!folder.has(hash));
  });
});

describe('a line that takes no files', () => {
  it('says so, and takes everything else', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const { address } = await startLine(scope);
    const ann = await signUpOn(scope, address, 'ann');
    await assert.rejects(ann.upload(tea), { code: 'files.off' });
    await ann.send('hello');
  });
});
