import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { RoomRole } from '../words/room-role.ts';
import { RoomLine } from './rooms.fixture.ts';
import type { Account } from './tables.ts';

let line: RoomLine;
let room: number;

beforeEach(() => {
  line = new RoomLine();
  room = line.room('ops', undefined, line.bob, line.cid);
});

function kicking(by: Account, name: string, reason = '') {
  return { type: 'room.kick', ...line.act(by, room), name, reason } as const;
}

function imposing<Type extends 'room.ban' | 'room.mute'>(type: Type, by: Account, name: string) {
  return { type, ...line.act(by, room), name, until: null as number | null, reason: 'noise' };
}

function lifting<Type extends 'room.unban' | 'room.unmute'>(type: Type, by: Account, name: string) {
  return { type, ...line.act(by, room), name };
}

function giving(by: Account, name: string, role: RoomRole) {
  return { type: 'room.role', ...line.act(by, room), name, role } as const;
}

function lastAct(): string | undefined {
  return line.tables.snapshot().events.at(-1)?.type;
}

describe('a kick', () => {
  test('puts somebody out at once, with the entry that tells so, and lets them come back', () => {
    const { memberships } = line.accept(kicking(line.ann, 'bob', 'noise'));
    assert.deepEqual(memberships, [{ room, account: line.bob.id, state: 'out', seq: 4 }]);
    assert.equal(line.told(room).at(-1), 'ann kicked bob noise');
    assert.equal(line.place(line.bob, room)?.until, 4);
    line.refuse(line.talk(line.bob, 'hi', { to: { room } }), 'forbidden');
    line.join(line.bob, 'ops');
  });

  test('is for operators, and not on who is above them, on themselves, or not in the room', () => {
    line.refuse(kicking(line.bob, 'cid'), 'forbidden');
    line.accept(giving(line.ann, 'bob', 'operator'));
    line.refuse(kicking(line.bob, 'ann'), 'forbidden');
    line.refuse(kicking(line.bob, 'bob'), 'forbidden');
    line.refuse(kicking(line.bob, 'olga'), 'name.unknown');
    line.refuse(kicking(line.bob, 'nobody'), 'name.unknown');
    line.accept(kicking(line.bob, 'cid'));
    line.join(line.operator, 'ops');
    line.refuse(kicking(line.ann, 'olga'), 'forbidden');
    line.accept(kicking(line.operator, 'ann'));
    assert.deepEqual(line.told(room).slice(-2), ['olga role bob owner', 'olga kicked ann']);
  });

  test('is written down for operators of the line, but not of a private room', () => {
    line.accept(kicking(line.ann, 'bob'));
    const event = line.tables.snapshot().events.at(-1);
    assert.deepEqual([event?.type, event?.whom], ['room.kick', `account:${line.bob.id}`]);
    line.change(room, { access: 'private' });
    line.accept(kicking(line.ann, 'cid'));
    assert.equal(line.tables.snapshot().events.at(-1)?.whom, `account:${line.bob.id}`);
    line.refuse(kicking(line.operator, 'ann'), 'room.unknown');
  });
});

describe('a ban from a room', () => {
  test('puts out and keeps out until it ends or is ended', () => {
    const until = line.at + 1_000;
    line.accept({ ...imposing('room.ban', line.ann, 'bob'), until });
    assert.equal(line.told(room).at(-1), 'ann banned bob noise');
    assert.equal(lastAct(), 'room.ban');
    line.refuse(line.joining(line.bob, 'ops'), 'forbidden');
    line.accept(lifting('room.unban', line.ann, 'bob'));
    assert.deepEqual(line.accept(lifting('room.unban', line.ann, 'bob')).entries, []);
    line.join(line.bob, 'ops');
    assert.deepEqual(line.told(room).slice(-2), ['ann unbanned bob', 'bob joined']);
    line.refuse({ ...imposing('room.ban', line.ann, 'bob'), until: line.at }, 'message.invalid');
  });

  test('takes an invitation back, holds those who never came, and touches nothing else', () => {
    line.change(room, { access: 'private' });
    line.accept(imposing('room.ban', line.ann, 'bob'));
    assert.match(
      line.refuse({ type: 'room.invite', ...line.act(line.ann, room), name: 'bob' }, 'forbidden'),
      /banned/,
    );
    line.accept(lifting('room.unban', line.ann, 'bob'));
    line.invite(room, line.bob);
    line.accept(imposing('room.ban', line.ann, 'bob'));
    line.refuse({ ...line.joining(line.bob, 'ops'), to: { room } }, 'room.unknown');
    line.accept(line.talk(line.bob, 'in the lobby'));
  });

  test('is refused to members, and on owners and operators of the line', () => {
    line.refuse(imposing('room.ban', line.bob, 'cid'), 'forbidden');
    line.refuse(imposing('room.ban', line.ann, 'olga'), 'forbidden');
    line.accept(giving(line.ann, 'bob', 'operator'));
    line.refuse(imposing('room.ban', line.bob, 'ann'), 'forbidden');
  });
});

describe('a mute in a room', () => {
  test('keeps from posting there and nowhere else, until it is ended', () => {
    line.accept(imposing('room.mute', line.ann, 'bob'));
    assert.equal(line.told(room).at(-1), 'ann muted bob noise');
    const words = line.refuse(line.talk(line.bob, 'hi', { to: { room } }), 'forbidden');
    assert.equal(words, 'You are muted in this room: noise');
    line.accept(line.talk(line.bob, 'elsewhere'));
    line.accept(lifting('room.unmute', line.ann, 'bob'));
    line.accept(line.talk(line.bob, 'again', { to: { room } }));
    assert.equal(line.tables.account(line.bob.id)?.sanctioned, false);
  });
});

describe('a role in a room', () => {
  test('is given by operators up to their own, and told', () => {
    line.refuse(giving(line.bob, 'cid', 'operator'), 'forbidden');
    line.accept(giving(line.ann, 'bob', 'operator'));
    assert.equal(line.told(room).at(-1), 'ann role bob operator');
    assert.deepEqual(line.accept(giving(line.ann, 'bob', 'operator')).entries, []);
    line.accept(giving(line.bob, 'cid', 'operator'));
    line.refuse(giving(line.bob, 'cid', 'owner'), 'forbidden');
    line.refuse(giving(line.bob, 'ann', 'member'), 'forbidden');
    line.refuse(giving(line.ann, 'olga', 'operator'), 'name.unknown');
    line.accept(giving(line.operator, 'cid', 'owner'));
  });

  test('is laid down by oneself, but by the only owner', () => {
    line.refuse(giving(line.ann, 'ann', 'member'), 'forbidden');
    line.accept(giving(line.ann, 'bob', 'owner'));
    line.accept(giving(line.ann, 'ann', 'operator'));
    line.refuse(giving(line.ann, 'ann', 'owner'), 'forbidden');
  });
});
