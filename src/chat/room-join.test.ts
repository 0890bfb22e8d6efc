import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { limits } from '../words/limits.ts';
import { RoomLine } from './rooms.fixture.ts';

let line: RoomLine;

beforeEach(() => {
  line = new RoomLine();
});

describe('joining', () => {
  test('makes a room that there is not, whose maker owns it, and tells so in its history', () => {
    const room = line.join(line.ann, 'ops');
    assert.deepEqual(line.told(room), ['ann created']);
    const { kind, name, access, createdBy } = line.facts(room);
    assert.deepEqual([kind, name, access, createdBy], ['named', 'ops', 'public', line.ann.id]);
    assert.equal(line.place(line.ann, room)?.role, 'owner');
  });

  test('comes into the room that there is, once, with one entry at its place', () => {
    const room = line.join(line.ann, 'ops');
    const { entries, memberships } = line.accept(line.joining(line.bob, 'ops'));
    assert.deepEqual(
      entries.map(({ seq, account }) => [seq, account]),
      [[2, line.bob.id]],
    );
    assert.deepEqual(memberships, [{ room, account: line.bob.id, state: 'in', seq: 2 }]);
    const again = line.accept(line.joining(line.bob, 'ops'));
    assert.deepEqual(again, { room, entries: [], memberships: [] });
    assert.deepEqual(line.told(room), ['ann created', 'bob joined']);
    assert.equal(line.place(line.bob, room)?.role, 'member');
    assert.equal(line.place(line.bob, room)?.readPosition, 1);
  });

  test('lets only operators make rooms where the line says so, and tells nothing of private ones', () => {
    const making = line.joining(line.bob, 'new', 'operators');
    const sentence = line.refuse(making, 'room.unknown');
    line.room('new', { access: 'private' });
    assert.equal(line.refuse(making, 'room.unknown'), sentence);
    line.accept(line.joining(line.operator, 'new', 'operators'));
  });

  test('finds the private room of a name only for those who are in it or invited', () => {
    const hidden = line.room('ops', { access: 'private' });
    const open = line.join(line.bob, 'ops');
    assert.notEqual(open, hidden);
    assert.equal(line.join(line.cid, 'ops'), open);
    line.refuse({ ...line.joining(line.cid, 'ops'), to: { room: hidden } }, 'room.unknown');
    line.refuse({ ...line.joining(line.operator, 'ops'), to: { room: hidden } }, 'room.unknown');
    line.invite(hidden, line.cid);
    assert.equal(line.place(line.cid, hidden)?.name, 'ops-2');
    assert.equal(line.join(line.cid, 'ops-2'), hidden);
    assert.equal(line.join(line.cid, 'ops'), open);
    assert.equal(line.join(line.ann, 'ops'), hidden);
  });

  test('cuts a name that has no room for a number behind it', () => {
    const name = 'x'.repeat(32);
    const hidden = line.room(name, { access: 'private' });
    line.join(line.bob, name);
    line.invite(hidden, line.bob);
    assert.equal(line.place(line.bob, hidden)?.name, `${'x'.repeat(30)}-2`);
  });

  test('is refused for the lobby, for a conversation, for an archived room and to who is banned', () => {
    const to = (room: number) => ({ ...line.joining(line.bob, 'x'), to: { room } });
    line.refuse(to(1), 'forbidden');
    line.accept(line.talk(line.ann, 'hi', { to: { account: line.cid.id } }));
    const conversation = line.tables.snapshot().rooms.find(({ kind }) => kind === 'direct');
    line.refuse(to(conversation?.id ?? 0), 'room.unknown');
    line.refuse(to(99), 'room.unknown');
    const room = line.room('ops', undefined);
    line.accept({
      type: 'room.ban',
      ...line.act(line.ann, room),
      ...{ name: 'bob', until: line.at + 1_000, reason: 'noise' },
    });
    assert.match(
      line.refuse(to(room), 'forbidden'),
      /^You are banned from this room until .*noise$/,
    );
    line.at += 1_000;
    assert.equal(line.accept(to(room)).room, room);
    line.change(room, { archived: true });
    line.refuse({ ...to(room), account: line.cid.id }, 'forbidden');
  });

  test('is bounded, and so is making rooms; operators make as many as they like', () => {
    for (let made = 0; made < limits.roomsMadePerAccount; made += 1)
      line.join(line.ann, `a${made}`);
    assert.match(line.refuse(line.joining(line.ann, 'more'), 'forbidden'), /archive one first/);
    for (let made = 0; made <= limits.roomsMadePerAccount; made += 1)
      line.join(line.operator, `o${made}`);
    const first = line.tables.publicRoom('a0')?.id as number;
    line.change(first, { archived: true });
    line.join(line.ann, 'more');
  });

  test('of an empty room makes its owner', () => {
    const room = line.room('ops', undefined);
    line.part(line.ann, room);
    line.join(line.bob, 'ops');
    assert.equal(line.place(line.bob, room)?.role, 'owner');
    assert.deepEqual(line.told(room), ['ann created', 'ann left', 'bob joined']);
  });
});

describe('the stretches that somebody may read', () => {
  const say = (room: number, text: string) =>
    line.accept(line.talk(line.ann, text, { to: { room } }));

  test('are everything, or what came while they were in the room', () => {
    const room = line.room('ops', undefined, line.bob);
    assert.deepEqual(
      [line.place(line.bob, room)?.since, line.place(line.bob, room)?.until],
      [0, null],
    );
    line.change(room, { history: 'joined' });
    const { seq } = say(room, 'before');
    line.join(line.cid, 'ops');
    const place = line.place(line.cid, room);
    assert.deepEqual([place?.since, place?.until, place?.earlier], [seq, null, null]);
    assert.equal(line.place(line.bob, room)?.since, 0);
  });

  test('stay readable after leaving, and add up', () => {
    const room = line.room('ops', { history: 'joined' }, line.bob);
    const since = line.place(line.bob, room)?.since;
    const [{ seq: left } = { seq: 0 }] = line.part(line.bob, room).entries;
    assert.deepEqual(line.place(line.bob, room)?.until, left);
    const { seq: between } = say(room, 'between');
    line.join(line.bob, 'ops');
    const place = line.place(line.bob, room);
    assert.deepEqual(place?.earlier, [[since, left]]);
    assert.deepEqual([place?.since, place?.until], [between, null]);
    line.part(line.bob, room);
    line.change(room, { history: 'all' });
    line.join(line.bob, 'ops');
    assert.deepEqual(line.place(line.bob, room)?.earlier, null);
    assert.equal(line.place(line.bob, room)?.since, 0);
  });
});

describe('leaving', () => {
  test('tells so in the history, as the last entry that may be read', () => {
    const room = line.room('ops', undefined, line.bob);
    const { memberships } = line.part(line.bob, room);
    assert.deepEqual(memberships, [{ room, account: line.bob.id, state: 'out', seq: 3 }]);
    assert.deepEqual(line.told(room), ['ann created', 'bob joined', 'bob left']);
    line.refuse(line.talk(line.bob, 'hi', { to: { room } }), 'forbidden');
    line.refuse({ type: 'room.part', ...line.act(line.bob, room) }, 'forbidden');
  });

  test('turns an invitation down without a word', () => {
    const room = line.room('ops', { access: 'private' });
    line.invite(room, line.bob);
    const told = line.told(room);
    line.part(line.bob, room);
    assert.deepEqual(line.told(room), told);
    line.refuse({ ...line.joining(line.bob, 'ops'), to: { room } }, 'room.unknown');
  });

  test('hands the room on: to an operator, or to who has been in it for longest', () => {
    const room = line.room('ops', undefined, line.bob, line.cid);
    line.part(line.ann, room);
    assert.deepEqual(line.told(room).slice(-2), ['ann role bob owner', 'ann left']);
    line.at += 1_000;
    line.join(line.ann, 'ops');
    line.accept({ type: 'room.role', ...line.act(line.bob, room), name: 'ann', role: 'operator' });
    line.part(line.bob, room);
    assert.equal(line.place(line.ann, room)?.role, 'owner');
    assert.equal(line.place(line.cid, room)?.role, 'member');
  });

  test('is refused in the lobby and in conversations', () => {
    line.refuse({ type: 'room.part', ...line.act(line.bob, 1) }, 'forbidden');
    const others = [line.bob.id, line.cid.id];
    const opened = { type: 'room.open', at: line.at, account: line.ann.id, others } as const;
    const { room } = line.accept(opened);
    assert.equal(
      line.accept({ ...opened, account: line.bob.id, others: [line.ann.id, line.cid.id] }).room,
      room,
    );
    line.refuse({ type: 'room.part', ...line.act(line.bob, room) }, 'forbidden');
    line.accept(line.talk(line.cid, 'all of us', { to: { room } }));
    line.refuse(line.talk(line.operator, 'me too', { to: { room } }), 'room.unknown');
    line.refuse({ ...opened, others: [line.ann.id] }, 'forbidden');
    line.refuse({ ...opened, others: [] }, 'forbidden');
    line.refuse({ ...opened, others: [99] }, 'name.unknown');
  });
});
