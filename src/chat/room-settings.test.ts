import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { RoomChange } from '../words/room-settings.ts';
import type { ChangeRoom } from './room-settings.ts';
import { RoomLine } from './rooms.fixture.ts';
import type { Account } from './tables.ts';

let line: RoomLine;

beforeEach(() => {
  line = new RoomLine();
});

function changing(by: Account, room: number, change: RoomChange): ChangeRoom {
  return { type: 'room.change', ...line.act(by, room), change };
}

function settingTopic(by: Account, room: number, topic: string) {
  return { type: 'room.topic', ...line.act(by, room), topic } as const;
}

describe('a topic', () => {
  test('is set by operators, told once, and stays', () => {
    const room = line.room('ops', undefined, line.bob);
    line.refuse(settingTopic(line.bob, room, 'mine'), 'forbidden');
    line.accept(settingTopic(line.ann, room, 'Deploys'));
    assert.deepEqual(line.accept(settingTopic(line.ann, room, 'Deploys')).entries, []);
    line.accept(settingTopic(line.operator, room, ''));
    assert.deepEqual(line.told(room).slice(2), ['ann topic Deploys', 'olga topic']);
    assert.equal(line.facts(room).topic, '');
  });

  test('of the lobby is the business of operators of the line', () => {
    line.refuse(settingTopic(line.ann, 1, 'mine'), 'forbidden');
    line.accept(settingTopic(line.operator, 1, 'Welcome'));
    assert.deepEqual(line.told(1), ['olga topic Welcome']);
  });
});

describe('a setting', () => {
  test('is told in the words of the command, and only when it changes something', () => {
    const room = line.room('ops', undefined);
    const changes: RoomChange[] = [
      { access: 'private' },
      { access: 'public' },
      { readonly: true },
      { readonly: false },
      { slowMs: 10_000 },
      { slowMs: 0 },
      { history: 'joined' },
      { history: 'all' },
      { name: 'deploys' },
      { archived: true },
      { archived: false },
    ];
    for (const change of changes) {
      line.change(room, change);
      assert.deepEqual(line.change(room, change).entries, []);
    }
    assert.deepEqual(line.told(room).slice(1), [
      'ann changed private',
      'ann changed public',
      'ann changed readonly on',
      'ann changed readonly off',
      'ann changed slow 10000',
      'ann changed slow off',
      'ann changed history joined',
      'ann changed history all',
      'ann renamed deploys',
      'ann archived',
      'ann archived off',
    ]);
  });

  test('is an owner’s, and in a public room an operator’s of the line', () => {
    const room = line.room('ops', undefined, line.bob);
    line.accept({ type: 'room.role', ...line.act(line.ann, room), name: 'bob', role: 'operator' });
    line.refuse(changing(line.bob, room, { readonly: true }), 'forbidden');
    line.refuse(changing(line.cid, room, { readonly: true }), 'forbidden');
    line.change(room, { readonly: true }, line.operator);
    line.change(room, { access: 'private' });
    line.refuse(changing(line.operator, room, { readonly: false }), 'room.unknown');
  });

  test('of the lobby leaves it what it is', () => {
    for (const change of [{ access: 'private' }, { name: 'ops' }, { archived: true }] as const) {
      line.refuse(changing(line.operator, 1, change), 'forbidden');
    }
    line.change(1, { readonly: true }, line.operator);
    line.refuse(line.talk(line.ann, 'hi'), 'forbidden');
    line.accept(line.talk(line.operator, 'only me'));
  });
});

describe('the name of a public room', () => {
  test('is its own: no other comes by it in any way', () => {
    const room = line.room('ops', undefined);
    const other = line.room('other', undefined);
    line.refuse(changing(line.ann, other, { name: 'ops' }), 'room.name-taken');
    line.change(other, { access: 'private' });
    line.change(other, { name: 'ops' });
    assert.equal(line.place(line.ann, other)?.name, 'ops-2');
    line.refuse(changing(line.ann, other, { access: 'public' }), 'room.name-taken');
    line.change(room, { archived: true });
    line.change(other, { access: 'public' });
    line.refuse(changing(line.ann, room, { archived: false }), 'room.name-taken');
  });

  test('that changes is found by all who are in the room, each by their own', () => {
    const room = line.room('ops', undefined, line.bob, line.cid);
    const hidden = line.tables.room(line.join(line.bob, 'secret'))?.id as number;
    line.change(hidden, { access: 'private' }, line.bob);
    const { renamed } = line.change(room, { name: 'secret' });
    assert.equal(renamed, true);
    assert.deepEqual(
      [line.ann, line.bob, line.cid].map((account) => line.place(account, room)?.name),
      ['secret', 'secret-2', 'secret'],
    );
    assert.equal(line.join(line.bob, 'secret'), hidden);
    assert.equal(line.join(line.bob, 'secret-2'), room);
  });
});

describe('a post', () => {
  const say = (account: Account, room: number, text: string) =>
    line.talk(account, text, { to: { room } });

  test('is for operators in a read-only room, and for nobody in an archived one', () => {
    const room = line.room('ops', { readonly: true }, line.bob);
    assert.match(line.refuse(say(line.bob, room, 'hi'), 'forbidden'), /Only operators/);
    line.accept(say(line.ann, room, 'hi'));
    line.change(room, { archived: true });
    assert.match(line.refuse(say(line.ann, room, 'more'), 'forbidden'), /archived/);
  });

  test('waits in a slow room for those who are no operators, and is repeated as ever', () => {
    const room = line.room('ops', { slowMs: 10_000 }, line.bob);
    const { seq } = line.accept(say(line.bob, room, 'one'));
    const sentence = line.refuse(say(line.bob, room, 'two'), 'forbidden');
    assert.equal(sentence, 'You may post in this room once in 10 s: wait another 10 s.');
    for (const text of ['three', 'four']) line.accept(say(line.ann, room, text));
    line.at += 9_999;
    assert.match(line.refuse(say(line.bob, room, 'two'), 'forbidden'), /wait another 1 s/);
    assert.deepEqual([line.accept(say(line.bob, room, 'one')).repeated, seq], [true, 4]);
    line.at += 1;
    line.accept(say(line.bob, room, 'two'));
    line.refuse(say(line.bob, room, 'five'), 'forbidden');
  });
});
