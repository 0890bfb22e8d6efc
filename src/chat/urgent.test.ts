import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { writeContent } from '../words/content.ts';
import { limits } from '../words/limits.ts';
import { ExampleLine } from './line.fixture.ts';
import type { Post } from './post.ts';
import { RoomLine } from './rooms.fixture.ts';
import { lobbyId } from './rooms.ts';
import type { Account } from './tables.ts';

let line: ExampleLine;
let ada: Account;
let bob: Account;
let mids = 0;

beforeEach(() => {
  line = new ExampleLine();
  ada = line.signUp('ada');
  bob = line.signUp('bob');
});

function urgent(from: Account, names?: readonly string[], changes: Partial<Post> = {}): Post {
  mids += 1;
  const content = {
    kind: 'urgent',
    text: 'help',
    ...(names === undefined ? {} : { names }),
  } as const;
  return line.talk(from, '', { mid: `urgent-${mids}`, content: writeContent(content), ...changes });
}

function ack(from: Account, of: number, changes: Partial<Post> = {}): Post {
  mids += 1;
  return line.talk(from, '', { kind: 'ack', of, mid: `ack-${mids}`, ...changes });
}

/** Names of those to whom a message is urgent, with when they acknowledged it. */
function people(seq: number, room = lobbyId) {
  return line.tables.urgents(room, seq).map(({ account, acknowledgedAt }) => {
    return [line.tables.account(account)?.name, acknowledgedAt];
  });
}

function open(account: Account): number[] {
  return line.tables.openUrgents(account.id).map(({ seq }) => seq);
}

describe('an urgent message', () => {
  test('is addressed to those it names, once each, or to all others in the room', () => {
    line.accept(urgent(ada, ['bob', 'bob', 'ada']));
    assert.deepEqual(people(1), [['bob', null]]);
    line.accept(urgent(ada));
    assert.deepEqual(people(2), [
      ['olga', null],
      ['bob', null],
    ]);
    assert.deepEqual([open(bob), open(ada)], [[1, 2], []]);
    const [first] = line.tables.openUrgents(bob.id);
    assert.deepEqual([first?.sender, first?.at], [ada.id, line.at]);
  });

  test('may begin a conversation, and is addressed to the other person', () => {
    line.refuse(urgent(ada, ['olga'], { to: { account: bob.id } }), 'name.unknown');
    const begun = line.accept(urgent(ada, undefined, { to: { account: bob.id } }));
    assert.deepEqual([begun.created, begun.seq], [true, 1]);
    assert.deepEqual(people(1, begun.room), [['bob', null]]);
    line.accept(ack(bob, 1, { to: { account: ada.id } }));
    assert.deepEqual(open(bob), []);
  });

  test('that is repeated is urgent once, also when it was acknowledged', () => {
    const message = urgent(ada, ['bob']);
    line.accept(message);
    line.accept(ack(bob, 1));
    const again = line.accept(message);
    assert.deepEqual([again.seq, again.repeated], [1, true]);
    assert.deepEqual(open(bob), []);
  });

  test('is for people in the room, and for somebody else than its sender', () => {
    const { room } = line.accept(line.talk(ada, 'psst', { to: { account: bob.id } }));
    line.refuse(urgent(ada, ['olga'], { to: { room } }), 'name.unknown');
    line.refuse(urgent(ada, ['nobody']), 'name.unknown');
    line.refuse(urgent(ada, ['ada']), 'forbidden');
  });

  test('is for so many people and no more', () => {
    const names = Array.from({ length: limits.urgentAddressees - 2 }, (_, index) => `p${index}`);
    for (const name of names) line.signUp(name);
    line.accept(urgent(ada));
    assert.equal(people(1).length, limits.urgentAddressees);
    line.signUp('cora');
    assert.match(line.refuse(urgent(ada), 'forbidden'), /name those/);
    line.accept(urgent(ada, ['cora']));
  });

  test('gives way, as the oldest, to one too many', () => {
    for (let index = 0; index <= limits.urgentsOpen; index += 1) {
      line.at += 1;
      line.accept(urgent(ada, ['bob', 'olga']));
    }
    assert.equal(open(bob).length, limits.urgentsOpen);
    assert.equal(open(bob)[0], 2);
    line.refuse(ack(bob, 1), 'message.invalid');
  });

  test('takes its turn in a slow room like any message, and what acknowledges it does not', () => {
    const rooms = new RoomLine();
    const room = rooms.room('ops', { slowMs: 60_000 }, rooms.bob, rooms.cid);
    const there = (post: Post): Post => ({ ...post, at: rooms.at, to: { room } });
    const said = there(urgent(rooms.bob));
    const { seq } = rooms.accept(said);
    assert.match(rooms.refuse(there(urgent(rooms.bob)), 'forbidden'), /wait another 60 s/);
    assert.equal(rooms.accept(said).repeated, true);
    rooms.accept(there(urgent(rooms.cid)));
    rooms.accept(there(ack(rooms.cid, seq)));
    rooms.accept(there(urgent(rooms.ann)));
    rooms.accept(there(urgent(rooms.ann)));
    rooms.at += 60_000;
    rooms.accept(there(urgent(rooms.bob)));
  });

  test('waits for nobody when it is deleted', () => {
    line.accept(urgent(ada));
    line.accept(line.talk(ada, '', { kind: 'deletion', of: 1, mid: 'gone' }));
    assert.deepEqual([people(1), open(bob)], [[], []]);
    line.refuse(ack(bob, 1), 'message.invalid');
  });
});

describe('an acknowledgement', () => {
  test('is an entry, and ends the waiting of whoever makes it', () => {
    line.accept(urgent(ada));
    line.at += 5_000;
    const first = ack(bob, 1);
    assert.equal(line.accept(first).seq, 2);
    assert.deepEqual(people(1), [
      ['olga', null],
      ['bob', line.at],
    ]);
    assert.equal(line.accept(first).repeated, true);
    line.refuse(ack(bob, 1), 'message.invalid');
    line.accept(ack(line.operator, 1));
    assert.deepEqual(open(line.operator), []);
  });

  test('is made by those who were asked, of what is urgent', () => {
    line.accept(urgent(ada, ['bob']));
    line.accept(line.talk(ada, 'calm'));
    line.refuse(ack(ada, 1), 'message.invalid');
    line.refuse(ack(line.operator, 1), 'message.invalid');
    for (const seq of [0, 2, 9]) line.refuse(ack(bob, seq), 'message.invalid');
    for (const seq of [0, 1]) {
      line.refuse(ack(bob, seq, { to: { account: line.operator.id } }), 'message.invalid');
    }
  });
});
