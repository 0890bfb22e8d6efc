import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Line, type LineMessage, MemoryProfile } from '../../src/index.ts';
import type { Address } from '../../src/wire/address.ts';
import { scopeOf } from '../support/cleanup.ts';
import { connectTo, numbered, signUpOn, take } from '../support/joined-lines.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';
import { password } from '../support/test-client.ts';

function textsOf(messages: readonly LineMessage[]): string[] {
  return messages.map(({ text }) => text);
}

async function say(line: Line, texts: readonly string[]): Promise<void> {
  for (let start = 0; start < texts.length; start += 500) {
    await Promise.all(texts.slice(start, start + 500).map((text) => line.send(text)));
  }
}

describe('messages', () => {
  const suite = scopeOf(after);
  let house: StartedLine;
  let address: Address;
  let ann: Line;
  let bob: Line;
  let token: string;

  before(async () => {
    house = await startLine(suite);
    address = house.address;
    ann = await signUpOn(suite, address, 'ann');
    bob = await signUpOn(suite, address, 'bob');
    ({ token } = await bob.account.createToken({ name: 'reader', read: true, write: true }));
  });

  it('come to every loop, once each, from when it was made', async () => {
    const [first, second] = [bob.messages(), bob.messages()];
    await say(ann, ['one', 'two']);
    assert.deepEqual(textsOf(await take(first, 2)), ['one', 'two']);
    await first.return?.();
    await say(ann, ['three']);
    assert.deepEqual(textsOf(await take(second, 3)), ['one', 'two', 'three']);
    assert.deepEqual(await first.next(), { done: true, value: undefined });
    await second.return?.();
  });

  it('are those of the rooms that are asked for', async () => {
    const direct = bob.messages({ rooms: ['@ann'] });
    const lobby = bob.messages({ rooms: ['lobby'] });
    await ann.send('to all');
    await ann.send('to you', { to: 'bob' });
    const [message] = await take(direct, 1);
    assert.deepEqual([message?.text, message?.roomName, message?.own], ['to you', '@ann', false]);
    await bob.send('back', { room: message?.room ?? '' });
    await ann.send('to all again');
    assert.deepEqual(textsOf(await take(direct, 1)), ['back']);
    assert.deepEqual(textsOf(await take(lobby, 2)), ['to all', 'to all again']);
    await Promise.all([direct.return?.(), lobby.return?.()]);
  });

  it('wait for the first who wants them', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const late = await connectTo(scope, { address, token });
    await say(ann, numbered('early', 3));
    assert.deepEqual(textsOf(await take(late.messages(), 3)), numbered('early', 3));
    const later = await connectTo(scope, { address, token });
    await say(ann, numbered('for listeners', 2));
    const heard: string[] = [];
    const enough = Promise.withResolvers<void>();
    later.on('message', ({ text }) => {
      if (heard.push(text) === 2) enough.resolve();
    });
    await enough.promise;
    assert.deepEqual(heard, numbered('for listeners', 2));
  });

  it('do not keep a loop from answering, however much waits for it', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const echo = await connectTo(scope, { address, token });
    const count = 400;
    const messages = echo.messages();
    await say(ann, numbered('call', count));
    const witness = await connectTo(scope, { address, token });
    for (const { from, text } of await take(messages, count)) {
      assert.equal(from, 'ann');
      await echo.send(`echo ${text}`);
    }
    assert.deepEqual(
      textsOf(await take(witness.messages(), count)),
      numbered('call', count).map((text) => `echo ${text}`),
    );
  });

  it('end with the reason of the signal', async () => {
    const stop = new AbortController();
    const messages = bob.messages({ signal: stop.signal });
    const next = messages.next();
    stop.abort(new Error('enough'));
    await assert.rejects(next, /enough/);
    assert.deepEqual(await messages.next(), { done: true, value: undefined });
    assert.throws(() => bob.messages({ signal: stop.signal }), /enough/);
  });
});

describe('the beginning of messages', () => {
  const suite = scopeOf(after);
  const count = 2_300;
  let house: StartedLine;
  let address: Address;
  let ann: Line;
  let token: string;
  let middle: number;

  before(async () => {
    house = await startLine(suite);
    address = house.address;
    ann = await signUpOn(suite, address, 'ann');
    const bob = await signUpOn(suite, address, 'bob');
    ({ token } = await bob.account.createToken({ name: 'reader', read: true, write: false }));
    await ann.send('hello bob', { to: 'bob' });
    await say(ann, numbered('n', 1_200));
    house.clock.advance(3_600_000);
    middle = house.clock.now();
    await say(ann, numbered('n', count).slice(1_200));
  });

  it('is wherever a sequence number puts it, beyond what is shown to people', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const reader = await connectTo(scope, { address, token, since: 0 });
    const messages = await take(reader.messages({ rooms: ['lobby'] }), count);
    assert.deepEqual(textsOf(messages), numbered('n', count));
    const some = await connectTo(scope, { address, token, since: { lobby: count - 2, '@ann': 0 } });
    const texts = textsOf(await take(some.messages(), 3)).sort();
    assert.deepEqual(texts, ['hello bob', ...numbered('n', count).slice(-2)]);
  });

  it('is found by time', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const reader = await connectTo(scope, { address, token, since: new Date(middle) });
    const messages = await take(reader.messages(), count - 1_200);
    assert.deepEqual(textsOf(messages), numbered('n', count).slice(1_200));
  });

  it('is where an earlier run has read to', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const first = await connectTo(scope, { address, token, since: 0 });
    const messages = first.messages();
    const seqs: string[] = [];
    const noted = ({ room, seq }: LineMessage) => seqs.push(`${room} ${seq}`);
    (await take(messages, 700)).forEach(noted);
    const places = JSON.parse(JSON.stringify(first.places));
    await first.close();
    assert.deepEqual(await messages.next(), { done: true, value: undefined });
    const second = await connectTo(scope, { address, token, since: places });
    (await take(second.messages(), count + 1 - 700)).forEach(noted);
    assert.equal(new Set(seqs).size, count + 1);
    assert.deepEqual(second.places.rooms.lobby, count);
  });

  it('is now, with a notice, when the places are of another history', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const since = { epoch: 'E'.repeat(22), rooms: { lobby: 1 } };
    const reader = await connectTo(scope, { address, token, since });
    const notice = new Promise<string>((resolve) =>
      reader.on('notice', ({ code }) => resolve(code)),
    );
    assert.equal(await notice, 'history-replaced');
    const messages = reader.messages();
    const { seq } = await ann.send('now');
    assert.deepEqual(
      (await take(messages, 1)).map((one) => one.seq),
      [seq],
    );
  });

  it('is where a profile left off, for what was not taken as well', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const profile = new MemoryProfile();
    const options = { address, name: 'cyd', password, profile, signUp: true };
    const first = await connectTo(scope, options);
    const messages = first.messages({ rooms: ['lobby'] });
    await say(ann, numbered('before', 50));
    assert.deepEqual(textsOf(await take(messages, 20)), numbered('before', 50).slice(0, 20));
    await first.close();
    await say(ann, numbered('after', 1_500));
    const recent = await connectTo(scope, { ...options, catchUp: 'all' });
    const texts = textsOf(await take(recent.messages(), 1_530));
    assert.deepEqual(texts, [...numbered('before', 50).slice(20), ...numbered('after', 1_500)]);
  });
});
