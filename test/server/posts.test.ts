import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it, test } from 'node:test';
import { MidSource } from '../../src/base/mid-source.ts';
import { limits } from '../../src/words/limits.ts';
import { scopeOf } from '../support/cleanup.ts';
import type { PostFields, RawClient } from '../support/raw-client.ts';
import { newFolder, type StartedLine, startLine } from '../support/started-line.ts';

const mids = new MidSource();

describe('a post', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let ann: RawClient;
  let bob: RawClient;

  before(async () => {
    line = await startLine(scope);
    ann = (await line.signUp('ann')).client;
    bob = (await line.signUp('bob')).client;
  });

  /** Everything of the lobby so far has been read by both. */
  async function settle(): Promise<void> {
    const text = mids.next(Date.now());
    ann.post(text);
    for (const client of [ann, bob]) {
      for (;;) if ((await client.until('message')).text === text) break;
    }
  }

  it('is acknowledged with its place and shown at that place to everyone, its sender too', async () => {
    const mid = mids.next(Date.now());
    const posted = await ann.say('hello, everyone', { mid });
    assert.equal(posted.room, 'lobby');
    assert.equal(posted.away, false);
    const expected = {
      type: 'message',
      room: 'lobby',
      seq: posted.seq,
      mid,
      from: 'ann',
      at: posted.at,
      kind: 'text',
      text: 'hello, everyone',
      of: 0,
    };
    assert.deepEqual(await ann.expect('message'), expected);
    assert.deepEqual(await bob.expect('message'), expected);
  });

  it('begins a conversation of several, and those behind it follow in order', async () => {
    await settle();
    await line.signUp('gil');
    for (const text of ['one', 'two', 'three']) ann.post(text, { room: '@bob,gil' });
    const told = await bob.until('room');
    assert.equal(told.room.name, '@ann,gil');
    for (const [index, text] of ['one', 'two', 'three'].entries()) {
      const message = await bob.until('message');
      assert.deepEqual(
        [message.room, message.seq, message.text],
        [told.room.room, index + 1, text],
      );
    }
    await settle();
  });

  it('keeps the order of its sender, and one order for all', async () => {
    const count = 200;
    for (let number = 0; number < count; number += 1) {
      ann.post(`ann ${number}`);
      bob.post(`bob ${number}`);
    }
    const read = async (client: RawClient) => {
      const messages = [];
      while (messages.length < 2 * count) messages.push(await client.until('message'));
      return messages.map(({ seq, text }) => ({ seq, text }));
    };
    const [annSaw, bobSaw] = await Promise.all([read(ann), read(bob)]);
    assert.deepEqual(annSaw, bobSaw);
    const first = annSaw[0]?.seq ?? 0;
    assert.deepEqual(
      annSaw.map(({ seq }) => seq),
      annSaw.map((_, index) => first + index),
    );
    for (const name of ['ann', 'bob']) {
      const texts = annSaw.map(({ text }) => text).filter((text) => text.startsWith(name));
      assert.deepEqual(
        texts,
        Array.from({ length: count }, (_, number) => `${name} ${number}`),
      );
    }
    await settle();
  });

  it('returns the first seq when a mid is repeated, and is shown once', async () => {
    const mid = mids.next(Date.now());
    const first = await ann.say('once', { mid });
    await ann.expect('message');
    const second = await ann.say('once', { mid });
    assert.deepEqual({ seq: second.seq, at: second.at }, { seq: first.seq, at: first.at });
    const next = await ann.say('next');
    assert.equal(next.seq, first.seq + 1);
    assert.deepEqual(
      (await bob.messages(2)).map(({ text }) => text),
      ['once', 'next'],
    );
    await settle();
  });

  it('returns the first seq when the same mid is sent twice in one packet', async () => {
    const mid = mids.next(Date.now());
    ann.socket.cork();
    ann.post('twice', { mid });
    ann.post('twice', { mid });
    ann.socket.uncork();
    const answers = [await ann.until('posted'), await ann.until('posted')];
    assert.equal(answers[0]?.seq, answers[1]?.seq);
    await settle();
  });

  it('returns the first seq when a mid is repeated on another connection', async () => {
    const mid = mids.next(Date.now());
    const first = await ann.say('from anywhere', { mid });
    const { client } = await line.logIn('ann');
    client.post('from anywhere', { mid });
    assert.equal((await client.until('posted')).seq, first.seq);
    client.cut();
    await settle();
  });

  it('is refused when its mid was used for anything else', async () => {
    const mid = mids.next(Date.now());
    await ann.say('first', { mid });
    await ann.expect('message');
    const others: PostFields[] = [{ kind: 'action' }, { room: '@bob' }, { of: 1 }];
    await ann.refused('message.mid-reused', ann.post('second', { mid }));
    for (const other of others) {
      await ann.refused('message.mid-reused', ann.post('first', { mid, ...other }));
    }
    await settle();
  });

  it('that was stored is acknowledged again to who has left its room since, and to nobody else', async () => {
    ann.request('room.join', { room: '#kept' });
    const { room } = (await ann.until('room.joined')).room;
    bob.request('room.join', { room: '#kept' });
    await bob.until('room.joined');
    const mid = mids.next(Date.now());
    const { re: _, ...first } = await bob.say('kept', { room: '#kept', mid });
    const acknowledged = async (fields: PostFields) => {
      bob.post('kept', { mid, ...fields });
      const { re: _, ...posted } = await bob.until('posted');
      assert.deepEqual(posted, first);
    };
    bob.request('room.part', { room });
    await bob.until('done');
    for (const change of [{ access: 'private' }, { archived: true }] as const) {
      ann.request('room.change', { room, change });
      await ann.until('done');
      for (const address of [room, '#kept']) await acknowledged({ room: address });
    }
    await bob.refused('room.unknown', bob.post('kept, or not', { room, mid }));
    await bob.refused('room.unknown', bob.post('kept', { room, mid: mids.next(Date.now()) }));
    const { client: cyd } = await line.signUp('cyd');
    for (const address of [room, '#kept']) {
      await cyd.refused('room.unknown', cyd.post('kept', { room: address, mid }));
    }
    cyd.cut();
    await settle();
  });

  it('may have the mid of another account', async () => {
    const mid = mids.next(Date.now());
    const first = await ann.say('mine', { mid });
    await bob.until('message');
    assert.equal((await bob.say('mine too', { mid })).seq, first.seq + 1);
    await settle();
  });

  it('to a person is read by the two only', async () => {
    const { client: eve } = await line.signUp('eve');
    const re = ann.post('for you', { room: '@bob' });
    const announced = await bob.expect('room');
    assert.deepEqual(announced.room, { ...announced.room, name: '@ann', last: 0 });
    const message = await bob.expect('message');
    assert.equal(message.text, 'for you');
    assert.equal(message.room, announced.room.room);
    const answers = [await ann.next(), await ann.next(), await ann.next()];
    const posted = answers.find((answer) => answer?.type === 'posted');
    assert.deepEqual(posted, { ...posted, re, room: message.room, away: false });
    await bob.say('and back', { room: message.room });
    await bob.expect('message');
    assert.equal((await ann.expect('message')).text, 'and back');
    eve.request('history', { room: message.room, after: 0, limit: 10 });
    await eve.refused('room.unknown');
    await eve.refused('room.unknown', eve.post('let me in', { room: message.room }));
    const text = 'eve was told nothing of it';
    eve.post(text);
    await eve.expect('posted');
    assert.equal((await eve.expect('message')).text, text);
    eve.cut();
    await settle();
  });

  it('may be about an earlier one of its room, and about no other', async () => {
    const { seq } = await ann.say('tea or coffee?');
    await bob.until('message');
    await bob.say('tea', { of: seq });
    assert.equal((await bob.expect('message')).of, seq);
    const heard = await ann.messages(2);
    assert.deepEqual(
      heard.map(({ of }) => of),
      [0, seq],
    );
    await ann.refused('message.invalid', ann.post('what?', { of: seq + 99 }));
    ann.request('history', { room: 'lobby', after: seq, limit: 1 });
    const { messages } = await ann.expect('history');
    assert.deepEqual(
      messages.map(({ text, of }) => [text, of]),
      [['tea', seq]],
    );
    await settle();
  });

  it('to nobody, nowhere or oneself is refused, and the line goes on', async () => {
    await ann.refused('name.unknown', ann.post('anyone?', { room: '@nobody' }));
    await ann.refused('room.unknown', ann.post('anyone?', { room: 'r000000000000none' }));
    await ann.refused('forbidden', ann.post('note to self', { room: '@ann' }));
    await ann.refused('room.unknown', ann.post('anyone?', { room: '#ops' }));
    await ann.refused('forbidden', ann.post('hear', { kind: 'announcement' }));
    await settle();
  });

  it('may have 16 KiB of text and not one byte more', async () => {
    const texts = ['x'.repeat(limits.textBytes), 'é'.repeat(limits.textBytes / 2)];
    for (const text of texts) {
      await ann.say(text);
      assert.equal((await ann.expect('message')).text, text);
      assert.equal((await bob.expect('message')).text, text);
      await ann.refused('text.too-long', ann.post(`${text}x`));
    }
    await settle();
  });

  it('must have a text', async () => {
    for (const text of ['', ' ', '\n\t ']) await ann.refused('text.empty', ann.post(text));
    await settle();
  });

  it('comes back as it went, whatever plane its characters are of', async () => {
    const text = 'a\u0000\u001b[31m\u007fé\u200d漢字\u{1f468}\u200d\u{1f469}\u{10ffff}\n"\\/';
    await ann.say(text);
    assert.equal((await ann.expect('message')).text, text);
    assert.equal((await bob.expect('message')).text, text);
  });
});

/** Holds the lock that the server needs to commit, from another connection. */
function lockStore(folder: string): DatabaseSync {
  const database = new DatabaseSync(join(folder, 'line.sqlite'));
  database.exec('BEGIN IMMEDIATE');
  return database;
}

/** Answers to a `who` have come: whatever was to be sent before it is here. */
async function roundTrip(client: RawClient): Promise<void> {
  client.request('who', {});
  await client.expect('people');
}

test('a post is acknowledged and shown after it is stored, not before', async (t) => {
  const line = await startLine(scopeOf((undo) => t.after(undo)));
  const { client: ann } = await line.signUp('ann');
  const { client: bob } = await line.signUp('bob');
  const store = lockStore(line.folder);
  ann.post('not yet');
  for (let round = 0; round < 20; round += 1) {
    await roundTrip(ann);
    await roundTrip(bob);
  }
  store.exec('ROLLBACK');
  store.close();
  const { seq } = await ann.expect('posted');
  assert.deepEqual(
    [(await ann.expect('message')).seq, (await bob.expect('message')).seq],
    [seq, seq],
  );
});

test('a post that could not be stored is never acknowledged nor shown, and the server ends', async (t) => {
  const scope = scopeOf((undo) => t.after(undo));
  const folder = newFolder(scope);
  const line = await startLine(scope, { dataFolder: folder });
  const { client: ann } = await line.signUp('ann');
  const { client: bob, welcome } = await line.signUp('bob');
  await ann.say('stored');
  await ann.expect('message');
  await bob.expect('message');
  const store = new DatabaseSync(join(folder, 'line.sqlite'));
  store.exec('ALTER TABLE blocks RENAME TO elsewhere');
  ann.post('lost');
  const ends = [ann, bob].map((client) => client.rest().catch(() => []));
  await assert.rejects(line.server.ended);
  for (const heard of await Promise.all(ends)) {
    assert.deepEqual(
      heard.map(({ type }) => type),
      ['bye'],
    );
  }
  await line.log.until('journal.failed');
  await line.server.stop();
  store.exec('ALTER TABLE elsewhere RENAME TO blocks');
  store.close();
  const again = await startLine(scope, { dataFolder: folder });
  const reader = await again.connect();
  const { rooms } = await reader.resume(welcome, { lobby: 0 });
  assert.equal(rooms[0]?.last, 1);
  assert.equal((await reader.expect('message')).text, 'stored');
});

describe('coming back', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let ann: RawClient;

  before(async () => {
    line = await startLine(scope);
    ann = (await line.signUp('ann')).client;
  });

  /** Says `count` things in the lobby. */
  async function chatter(count: number): Promise<void> {
    for (let number = 0; number < count; number += 1) ann.post(`line ${number}`);
    for (let number = 0; number < count; number += 1) await ann.until('message');
  }

  function seqs(first: number, count: number): number[] {
    return Array.from({ length: count }, (_, index) => first + index);
  }

  it('shows what was missed, in order, once, before anything new', async () => {
    const { client: bob, welcome } = await line.signUp('bob');
    const last = welcome.rooms[0]?.last ?? 0;
    bob.cut();
    await line.log.until('connection.closed', { name: 'bob' });
    await chatter(300);
    const again = await line.connect();
    const { rooms } = await again.resume(welcome, { lobby: last });
    assert.partialDeepStrictEqual(rooms, [
      { room: 'lobby', name: 'lobby', last: last + 300, after: last, skipped: 0 },
    ]);
    ann.post('something new');
    const messages = await again.messages(301);
    assert.deepEqual(
      messages.map(({ seq }) => seq),
      seqs(last + 1, 301),
    );
    assert.equal(messages.at(-1)?.text, 'something new');
    await ann.until('message');
  });

  it('shows at most the last 1,000 and says how many older ones there are', async () => {
    const { client: cleo, welcome } = await line.signUp('cleo');
    const seen = welcome.rooms[0]?.last ?? 0;
    cleo.cut();
    const missed = limits.replayMessages + 37;
    await chatter(missed);
    const again = await line.connect();
    const [lobby] = (await again.resume(welcome, { lobby: seen })).rooms;
    assert.deepEqual(
      { last: lobby?.last, after: lobby?.after, skipped: lobby?.skipped },
      { last: seen + missed, after: seen + 37, skipped: 37 },
    );
    const messages = await again.messages(limits.replayMessages);
    assert.deepEqual(
      messages.map(({ seq }) => seq),
      seqs(seen + 38, limits.replayMessages),
    );
    await roundTrip(again);
    again.request('history', { room: 'lobby', after: seen, limit: 37 });
    const older = await again.expect('history');
    assert.deepEqual(
      older.messages.map(({ seq }) => seq),
      seqs(seen + 1, 37),
    );
  });

  it('goes by what the account has seen where the device does not know', async () => {
    const { client: dora, welcome } = await line.signUp('dora');
    const joined = welcome.rooms[0]?.last ?? 0;
    await chatter(5);
    await dora.messages(5);
    dora.leave();
    assert.equal((await dora.expect('bye')).reason, 'left');
    assert.equal(await dora.next(), null);
    await line.log.until('connection.closed', { name: 'dora', reason: 'left' });
    await chatter(3);
    const { client: phone, welcome: other } = await line.logIn('dora');
    assert.equal(other.rooms[0]?.after, joined + 5);
    assert.deepEqual(
      (await phone.messages(3)).map(({ seq }) => seq),
      seqs(joined + 6, 3),
    );
  });

  it('takes no cursor of another history for its own', async () => {
    const { client: emil, welcome } = await line.signUp('emil');
    const joined = welcome.rooms[0]?.last ?? 0;
    emil.cut();
    await chatter(2);
    const again = await line.connect();
    const foreign = { ...welcome, epoch: 'e'.repeat(22) };
    const { rooms, epoch } = await again.resume(foreign, { lobby: joined + 2 });
    assert.equal(epoch, welcome.epoch);
    assert.equal(rooms[0]?.after, joined);
    await again.messages(2);
  });

  it('finds what was written to oneself, of which the sender was told that it waits', async () => {
    const { client: fred, welcome } = await line.signUp('fred');
    fred.leave();
    await fred.until('bye');
    await line.log.until('connection.closed', { name: 'fred', reason: 'left' });
    ann.post('read this when you are back', { room: '@fred' });
    const posted = await ann.until('posted');
    assert.equal(posted.away, true);
    const again = await line.connect();
    const { rooms } = await again.resume(welcome);
    const direct = rooms.find(({ name }) => name === '@ann');
    assert.partialDeepStrictEqual(direct, {
      room: posted.room,
      name: '@ann',
      last: 1,
      after: 0,
      skipped: 0,
    });
    const message = await again.until('message');
    assert.equal(message.text, 'read this when you are back');
    ann.post('welcome back', { room: '@fred' });
    assert.equal((await ann.until('posted')).away, false);
  });
});
