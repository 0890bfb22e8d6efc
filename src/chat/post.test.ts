import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { apply } from './apply.ts';
import { ExampleLine } from './line.fixture.ts';
import { RoomLine } from './rooms.fixture.ts';
import { directKey, lobbyId } from './rooms.ts';
import { accountSubject, impose, lift, lineScope } from './sanctions.ts';
import { exampleSanction } from './tables.suite.ts';
import type { Account } from './tables.ts';

let line: ExampleLine;
let ada: Account;
let bob: Account;

beforeEach(() => {
  line = new ExampleLine();
  ada = line.signUp('ada');
  bob = line.signUp('bob');
});

describe('in a room', () => {
  test('gives messages the numbers 1, 2, 3 in the order they are proposed', () => {
    const seqs = ['one', 'two', 'three'].map((text) => line.accept(line.talk(ada, text)).seq);
    assert.deepEqual(seqs, [1, 2, 3]);
    assert.equal(line.tables.room(1)?.lastSeq, 3);
  });

  test('keeps what was said, by whom and when, at the next position', () => {
    const position = line.tables.nextPosition();
    const value = line.accept(line.talk(ada, ' hi ', { at: 2_000_000, kind: 'action' }));
    assert.deepEqual(value, { room: 1, seq: 1, at: 2_000_000, repeated: false, created: false });
    const [stored] = line.tables.snapshot().messages;
    assert.deepEqual(stored, {
      room: 1,
      seq: 1,
      position,
      account: ada.id,
      mid: 'mid- hi ',
      at: 2_000_000,
      content: '{"kind":"action","text":" hi "}',
      of: 0,
    });
  });

  test('refuses a room that is not there', () => {
    line.refuse(line.talk(ada, 'hi', { to: { room: 99 } }), 'room.unknown');
  });

  test('refuses a room of other people as if it were not there', () => {
    const { room } = line.accept(line.talk(ada, 'psst', { to: { account: bob.id } }));
    const eve = line.signUp('eve');
    const theirs = line.refuse(line.talk(eve, 'me too', { to: { room } }), 'room.unknown');
    const none = line.refuse(line.talk(eve, 'anyone?', { to: { room: 99 } }), 'room.unknown');
    assert.equal(theirs, none);
  });
});

describe('a repeated mid', () => {
  test('returns the first seq and time, and adds nothing', () => {
    line.accept(line.talk(ada, 'first'));
    line.accept(line.talk(bob, 'second'));
    const before = line.tables.snapshot();
    const again = line.accept(line.talk(ada, 'first', { at: line.at + 5_000 }));
    assert.deepEqual(again, { room: 1, seq: 1, at: line.at, repeated: true, created: false });
    assert.deepEqual(line.tables.snapshot(), before);
  });

  test('returns the first place in a direct conversation, by number and by partner', () => {
    const to = { account: bob.id };
    const { room } = line.accept(line.talk(ada, 'psst', { to }));
    const first = { room, seq: 1, at: line.at, repeated: true, created: false };
    assert.deepEqual(line.accept(line.talk(ada, 'psst', { to })), first);
    assert.deepEqual(line.accept(line.talk(ada, 'psst', { to: { room } })), first);
  });

  test('is refused with another text', () => {
    line.accept(line.talk(ada, 'one', { mid: 'same' }));
    line.refuse(line.talk(ada, 'two', { mid: 'same' }), 'message.mid-reused');
  });

  test('is refused with another kind', () => {
    line.accept(line.talk(ada, 'one'));
    line.refuse(line.talk(ada, 'one', { kind: 'action' }), 'message.mid-reused');
  });

  test('is refused in another room', () => {
    line.accept(line.talk(bob, 'psst', { to: { account: ada.id } }));
    line.accept(line.talk(ada, 'one'));
    line.refuse(line.talk(ada, 'one', { to: { account: bob.id } }), 'message.mid-reused');
  });

  test('is said to be stored elsewhere, in another room by number', () => {
    const there = { room: line.accept(line.talk(bob, 'psst', { to: { account: ada.id } })).room };
    line.accept(line.talk(ada, 'one', { mid: 'same' }));
    const again = line.talk(ada, 'one', { mid: 'same', to: there });
    assert.match(line.refuse(again, 'message.mid-reused'), /^The message was stored before in an/);
    const other = line.talk(ada, 'two', { mid: 'same', to: there });
    assert.match(line.refuse(other, 'message.mid-reused'), /used before for another text/);
  });

  test('is refused in a conversation that does not exist, which is not made', () => {
    line.accept(line.talk(ada, 'one'));
    line.refuse(line.talk(ada, 'one', { to: { account: bob.id } }), 'message.mid-reused');
    assert.equal(line.tables.roomByKey(directKey(ada, bob)), undefined);
  });

  test('is another message when another account uses it', () => {
    line.accept(line.talk(ada, 'one'));
    const value = line.accept(line.talk(bob, 'one'));
    assert.equal(value.repeated, false);
    assert.equal(value.seq, 2);
  });
});

describe('a message that was stored', () => {
  let room: number;
  let rooms: RoomLine;

  beforeEach(() => {
    rooms = new RoomLine();
    room = rooms.room('ops', undefined, rooms.bob);
  });

  /** bob's words in the room. */
  function bobs(changes: Parameters<ExampleLine['talk']>[2] = {}) {
    return rooms.talk(rooms.bob, 'hi', { to: { room }, at: rooms.at, ...changes });
  }

  const onBob = () => ({ ...rooms.act(rooms.ann, room), name: 'bob' });
  const byOlga = () => ({ at: rooms.at, actor: rooms.operator.id, name: 'bob' });
  const forGood = { until: null, reason: '' };
  const losses: Readonly<Record<string, () => unknown>> = {
    'has left the room': () => rooms.part(rooms.bob, room),
    'was kicked from it': () => rooms.accept({ type: 'room.kick', ...onBob(), reason: '' }),
    'was banned from it': () => rooms.accept({ type: 'room.ban', ...onBob(), ...forGood }),
    'was muted in it': () => rooms.accept({ type: 'room.mute', ...onBob(), ...forGood }),
    'was muted on the line': () => rooms.accept({ type: 'account.mute', ...byOlga(), ...forGood }),
    'was banned from the line': () =>
      rooms.accept({ type: 'account.ban', ...byOlga(), ...forGood }),
    'has to wait in a slow room': () => {
      rooms.change(room, { slowMs: 60_000 });
      rooms.accept(bobs({ mid: 'later' }));
    },
    'may only read there now': () => rooms.change(room, { readonly: true }),
    'finds it archived': () => rooms.change(room, { archived: true }),
    'has left, and it became private': () => {
      rooms.part(rooms.bob, room);
      rooms.change(room, { access: 'private' });
    },
  };

  for (const [loss, lose] of Object.entries(losses)) {
    test(`is acknowledged again to a sender who ${loss}, and nothing else is`, () => {
      const first = rooms.accept(bobs());
      lose();
      const before = rooms.tables.snapshot();
      assert.deepEqual(rooms.accept(bobs()), { ...first, repeated: true });
      assert.deepEqual(rooms.tables.snapshot(), before);
      const refused = apply(rooms.tables, bobs({ mid: 'another' }));
      assert.equal(refused.ok, false);
      assert.deepEqual(apply(rooms.tables, bobs({ kind: 'action' })), refused);
    });
  }

  test('is found for its account, in its room and with its words alone', () => {
    const { to: _, ...said } = bobs();
    const find = { ...said, type: 'post.find', room } as const;
    rooms.refuse(find, 'room.unknown');
    const first = { ...rooms.accept(bobs()), repeated: true };
    rooms.part(rooms.bob, room);
    assert.deepEqual(rooms.accept(find), first);
    rooms.change(room, { name: 'deploys' });
    assert.deepEqual(rooms.accept({ ...find, room: null }), first);
    rooms.refuse({ ...find, account: rooms.ann.id }, 'room.unknown');
    rooms.refuse({ ...find, room: lobbyId }, 'room.unknown');
    rooms.refuse({ ...find, of: 1 }, 'room.unknown');
    rooms.refuse({ ...find, content: bobs({ kind: 'action' }).content }, 'room.unknown');
    const { to: lobby, ...elsewhere } = rooms.talk(rooms.bob, 'in the lobby');
    rooms.accept({ ...elsewhere, to: lobby });
    rooms.refuse({ ...elsewhere, type: 'post.find', room: null }, 'room.unknown');
  });
});

describe('to one person', () => {
  test('makes the conversation with the first message, and both are in it', () => {
    const first = line.accept(line.talk(bob, 'psst', { to: { account: ada.id } }));
    assert.deepEqual([first.seq, first.created], [1, true]);
    assert.equal(line.tables.room(first.room)?.key, directKey(ada, bob));
    const { memberships } = line.tables.snapshot();
    const positions = memberships
      .filter(({ room }) => room === first.room)
      .map(({ account, readPosition }) => [account, readPosition]);
    assert.deepEqual(positions, [
      [ada.id, 0],
      [bob.id, 0],
    ]);
  });

  test('goes on in the same conversation from either end', () => {
    const first = line.accept(line.talk(ada, 'psst', { to: { account: bob.id } }));
    const answer = line.accept(line.talk(bob, 'what?', { to: { account: ada.id } }));
    assert.deepEqual(answer, { ...first, seq: 2, created: false });
  });

  test('refuses an account that is not there', () => {
    line.refuse(line.talk(ada, 'hi', { to: { account: 99 } }), 'name.unknown');
  });

  test('refuses oneself, in words', () => {
    const sentence = line.refuse(line.talk(ada, 'hi', { to: { account: ada.id } }), 'forbidden');
    assert.match(sentence, /yourself/);
  });

  test('refuses an account that waits to be admitted as if it were not there', () => {
    line.accept({ type: 'sign-up.change', at: line.at, actor: line.operator.id, mode: 'approve' });
    const waiting = line.signUp('cora');
    line.refuse(line.talk(ada, 'hi', { to: { account: waiting.id } }), 'name.unknown');
  });
});

describe('a post about another', () => {
  test('keeps which one it is about', () => {
    line.accept(line.talk(ada, 'one'));
    line.accept(line.talk(ada, 'two', { of: 1 }));
    assert.deepEqual(
      line.tables.snapshot().messages.map(({ of }) => of),
      [0, 1],
    );
  });

  test('is refused when its room has no such entry yet, and changes nothing', () => {
    line.accept(line.talk(ada, 'one'));
    const before = line.tables.snapshot();
    line.refuse(line.talk(ada, 'two', { of: 2 }), 'message.invalid');
    line.refuse(line.talk(ada, 'two', { of: 1, to: { account: bob.id } }), 'message.invalid');
    assert.deepEqual(line.tables.snapshot(), before);
  });

  test('is refused as a repetition of one about another', () => {
    line.accept(line.talk(ada, 'one'));
    line.accept(line.talk(ada, 'two', { of: 1 }));
    line.refuse(line.talk(ada, 'two'), 'message.mid-reused');
  });
});

describe('an announcement', () => {
  test('of an operator is taken', () => {
    assert.equal(line.accept(line.talk(line.operator, 'hear', { kind: 'announcement' })).seq, 1);
  });

  test('refuses announcements of a member', () => {
    line.refuse(line.talk(ada, 'hear', { kind: 'announcement' }), 'forbidden');
  });
});

describe('who speaks', () => {
  test('refuses an account that is not there', () => {
    line.refuse({ ...line.talk(ada, 'hi'), account: 99 }, 'name.unknown');
  });

  test('refuses an account that waits to be admitted', () => {
    line.accept({ type: 'sign-up.change', at: line.at, actor: line.operator.id, mode: 'approve' });
    line.refuse(line.talk(line.signUp('cora'), 'hi'), 'auth.pending');
  });

  test('refuses a banned account until the ban is over', () => {
    const until = line.at + 1_000;
    const actor = line.operator.id;
    line.accept({ type: 'account.ban', at: line.at, actor, name: 'ada', until, reason: 'noise' });
    const sentence = line.refuse(line.talk(ada, 'hi', { at: until - 1 }), 'auth.banned');
    assert.match(sentence, /until 1970-01-01 00:16 UTC: noise$/);
    assert.equal(line.accept(line.talk(ada, 'hi', { at: until })).seq, 1);
  });

  test('refuses a muted account until the mute is over, in every room or in one', () => {
    const until = line.at + 1_000;
    const subject = accountSubject(ada.id);
    const sentenceIn = (scope: number) => {
      impose(line.tables, exampleSanction({ scope, kind: 'mute', subject, until }));
      const sentence = line.refuse(line.talk(ada, 'hi', { at: until - 1 }), 'forbidden');
      lift(line.tables, { scope, kind: 'mute', subject });
      return sentence;
    };
    const end = 'until 1970-01-01 00:16 UTC: noise';
    assert.equal(sentenceIn(lineScope), `You are muted on this line ${end}`);
    assert.equal(sentenceIn(lobbyId), `You are muted in this room ${end}`);
    impose(line.tables, exampleSanction({ kind: 'mute', subject, until }));
    const toOlga = line.talk(ada, 'psst', { to: { account: line.operator.id } });
    line.refuse(toOlga, 'forbidden');
    assert.equal(line.accept({ ...toOlga, at: until }).seq, 1);
  });

  test('tells a muted account the place of what it said before', () => {
    const said = line.accept(line.talk(ada, 'hi'));
    const subject = accountSubject(ada.id);
    impose(line.tables, exampleSanction({ kind: 'mute', subject }));
    assert.deepEqual(line.accept(line.talk(ada, 'hi')), { ...said, repeated: true });
  });
});

describe('a post to several people', () => {
  test('begins their conversation, whoever writes first and in whatever order they are named', () => {
    const eve = line.signUp('eve');
    const first = line.accept(line.talk(ada, 'all three', { to: { accounts: [eve.id, bob.id] } }));
    assert.deepEqual([first.seq, first.created], [1, true]);
    const answer = line.accept(
      line.talk(bob, 'yes', { to: { accounts: [ada.id, eve.id, ada.id] } }),
    );
    assert.deepEqual([answer.room, answer.seq, answer.created], [first.room, 2, false]);
    const again = line.accept(line.talk(ada, 'all three', { to: { accounts: [bob.id, eve.id] } }));
    assert.deepEqual([again.room, again.seq, again.repeated], [first.room, 1, true]);
    assert.deepEqual(
      line.tables.membersOf(first.room).map(({ account }) => account),
      [ada.id, bob.id, eve.id],
    );
  });

  test('makes nothing where it is refused', () => {
    const eve = line.signUp('eve');
    const before = line.tables.snapshot();
    const post = (accounts: readonly number[], text = 'hi') =>
      line.talk(ada, text, { to: { accounts } });
    line.refuse(post([]), 'forbidden');
    line.refuse(post([bob.id, ada.id]), 'forbidden');
    line.refuse(post([bob.id, 99]), 'name.unknown');
    line.refuse({ ...post([bob.id, eve.id]), of: 1 }, 'message.invalid');
    assert.deepEqual(line.tables.snapshot(), before);
  });
});
