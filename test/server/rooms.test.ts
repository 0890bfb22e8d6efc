import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import type { RawClient } from '../support/raw-client.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';

/* Rooms as those online see them: readers come and go between entries. */

describe('a room', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let ann: RawClient;
  let bob: RawClient;
  let phone: RawClient;

  before(async () => {
    line = await startLine(scope);
    ann = (await line.signUp('ann')).client;
    bob = (await line.signUp('bob')).client;
    phone = (await line.logIn('bob')).client;
  });

  async function make(name: string): Promise<string> {
    ann.request('room.join', { room: name });
    const { room } = await ann.until('room.joined');
    return room.room;
  }

  /** What a client is told next, in words. */
  async function heard(client: RawClient, count: number): Promise<string[]> {
    const told: string[] = [];
    while (told.length < count) {
      const message = await client.next();
      assert.ok(message);
      if (message.type === 'message') told.push(`${message.from} ${message.kind} ${message.text}`);
      else if (message.type === 'room')
        told.push(`room ${message.room.name} ${message.room.after}`);
      else if (message.type === 'room.left') told.push(`left ${message.last}`);
      else if (message.type === 'room.invited')
        told.push(`invited to ${message.name} by ${message.from}`);
      else if (message.type === 'error') told.push(message.code);
      else told.push(message.type);
    }
    return told;
  }

  it('is entered by all devices of who joins, from the entry on that tells so', async () => {
    const room = await make('#ops');
    await ann.say('before', { room });
    await ann.expect('message');
    bob.request('room.join', { room: '#ops' });
    assert.deepEqual(await heard(bob, 3), ['room #ops 2', 'bob joined ', 'room.joined']);
    assert.deepEqual(await heard(phone, 2), ['room #ops 2', 'bob joined ']);
    assert.deepEqual(await heard(ann, 1), ['bob joined ']);
    await ann.say('after', { room });
    for (const client of [ann, bob, phone]) {
      assert.deepEqual(await heard(client, 1), ['ann text after']);
    }
  });

  it('is left by all of them at once when they are put out, though more is said in the same moment', async () => {
    const room = await make('#kicks');
    bob.request('room.join', { room: '#kicks' });
    await heard(bob, 3);
    await heard(phone, 2);
    await heard(ann, 1);
    // The journal takes what comes together as one batch.
    ann.post('one', { room });
    ann.request('room.kick', { room, name: 'bob', reason: 'noise' });
    ann.post('two', { room });
    assert.deepEqual(await heard(bob, 3), ['ann text one', 'ann kicked noise', 'left 4']);
    assert.deepEqual(await heard(phone, 3), ['ann text one', 'ann kicked noise', 'left 4']);
    bob.post('still here?', { room });
    assert.deepEqual(await heard(bob, 1), ['forbidden']);
    bob.request('history', { room, after: 0, limit: 10 });
    const { messages } = await bob.expect('history');
    assert.deepEqual(
      messages.map(({ seq }) => seq),
      [1, 2, 3, 4],
    );
    await ann.until('done');
  });

  it('gives who joins with history joined nothing of before, and what came while they were in it', async () => {
    const room = await make('#late');
    ann.request('room.change', { room, change: { history: 'joined' } });
    await ann.until('done');
    ann.post('secret', { room });
    await ann.until('posted');
    bob.request('room.join', { room: '#late' });
    const state = await bob.until('room.joined');
    assert.deepEqual(state.room.stretches, [{ after: 3, through: null }]);
    ann.post('hello', { room });
    await ann.until('posted');
    bob.request('room.part', { room });
    await bob.until('done');
    ann.post('between', { room });
    await ann.until('posted');
    bob.request('room.join', { room });
    await bob.until('room.joined');
    bob.request('history', { room, after: 0, limit: 100 });
    const first = await bob.until('history');
    assert.deepEqual([first.first, first.messages.length, first.more], [4, 3, true]);
    bob.request('history', { room, after: 6, limit: 100 });
    const next = await bob.until('history');
    assert.deepEqual([next.first, next.messages.length, next.more], [8, 1, false]);
    for (const question of [{ around: 7 }, { before: 8 }, { after: 0, before: 4 }]) {
      bob.request('history', { room, limit: 100, ...question });
      const { messages } = await bob.until('history');
      assert.ok(messages.every(({ text }) => text !== 'secret' && text !== 'between'));
    }
    await drain();
  });

  /** Takes what waits for everybody, up to a message in the lobby. */
  async function drain(): Promise<void> {
    ann.post('that was all');
    for (const client of [ann, bob, phone]) {
      for (;;) {
        const message = await client.until('message');
        if (message.text === 'that was all') break;
      }
    }
  }

  it('is offered to who is invited, now and at the next login, until they answer', async () => {
    const room = await make('#hidden');
    ann.request('room.change', { room, change: { access: 'private' } });
    await ann.until('done');
    ann.request('room.invite', { room, name: 'bob' });
    await ann.until('done');
    for (const client of [bob, phone]) {
      assert.deepEqual(await heard(client, 1), ['invited to #hidden by ann']);
    }
    const { client: tablet } = await line.logIn('bob');
    assert.deepEqual(await heard(tablet, 1), ['invited to #hidden by ann']);
    tablet.request('room.list', {});
    const { rooms } = await tablet.until('rooms');
    assert.deepEqual(
      rooms.filter(({ name }) => name === '#hidden').map(({ state, members }) => [state, members]),
      [['invited', 1]],
    );
    tablet.request('room.part', { room });
    await tablet.until('done');
    tablet.request('room.join', { room });
    assert.equal((await tablet.until('error')).code, 'room.unknown');
    tablet.cut();
  });

  it('is told by its new name to each of its members', async () => {
    const room = await make('#old');
    bob.request('room.join', { room: '#old' });
    await bob.until('room.joined');
    ann.request('room.change', { room, change: { name: 'new' } });
    const told = await bob.until('room');
    assert.deepEqual([told.room.room, told.room.name], [room, '#new']);
    bob.request('room.members', { room: '#new' });
    assert.deepEqual((await bob.until('room.members')).members, [
      { name: 'ann', role: 'owner', online: true },
      { name: 'bob', role: 'member', online: true },
    ]);
    await drain();
  });

  it('can be what an app token is limited to', async () => {
    const room = await make('#bots');
    const grant = { name: 'bot', read: true, write: true, rooms: ['#bots'] };
    ann.request('token.create', grant);
    const token = await ann.until('token.created');
    const bot = await line.connect();
    const { rooms, grant: told } = await bot.attach(token, { receive: true });
    assert.deepEqual(
      rooms.map(({ name }) => name),
      ['#bots'],
    );
    assert.deepEqual(told?.rooms, ['#bots']);
    assert.equal((await bot.say('beep', { room })).seq, 2);
    bot.post('elsewhere', { room: 'lobby' });
    assert.equal((await bot.until('error')).code, 'forbidden');
    bot.request('room.join', { room: '#more' });
    assert.equal((await bot.until('error')).code, 'forbidden');
    ann.request('token.create', { ...grant, name: 'spy', rooms: ['#hidden-from-all'] });
    assert.equal((await ann.until('error')).code, 'room.unknown');
    await drain();
  });

  it('takes in a newcomer whose invitation names it', async () => {
    await make('#crew');
    const { code } = await line.operator.invite('eve', { rooms: ['#crew'], role: 'operator' });
    const { client, welcome } = await line.signUp('eve', code);
    const [, crew] = welcome.rooms;
    assert.deepEqual([crew?.name, crew?.role], ['#crew', 'operator']);
    assert.deepEqual(await heard(ann, 1), ['eve joined ']);
    client.request('room.topic', { room: '#crew', topic: 'Hello' });
    await client.until('done');
  });
});
