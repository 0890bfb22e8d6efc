import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { limits } from '../words/limits.ts';
import type { ChangeKind } from '../words/message-kind.ts';
import { ExampleLine } from './line.fixture.ts';
import type { Post } from './post.ts';
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

/** A change of a message of the lobby, under a mid of its own. */
function change(account: Account, kind: ChangeKind, of: number, changes: Partial<Post> = {}): Post {
  mids += 1;
  const text = { edit: 'corrected', deletion: '', reaction: '👍', unreaction: '👍' }[kind];
  return line.talk(account, text, { kind, of, mid: `change-${mids}`, ...changes });
}

function reaction(account: Account, emoji: string, of = 1): Post {
  return line.talk(account, emoji, { kind: 'reaction', of, mid: `${emoji} of ${account.name}` });
}

/** The texts of the lobby's entries, without the spaces that erased ones leave. */
function contents(): string[] {
  return line.tables.snapshot().messages.map(({ content }) => content.trimEnd());
}

function amendments() {
  return line.tables.snapshot().amendments.map(({ of, seq, kind, account }) => {
    return { of, seq, kind, account };
  });
}

describe('an edit', () => {
  test('is an entry with the new text, and the old one is erased', () => {
    line.accept(line.talk(ada, 'helo', { kind: 'action' }));
    assert.equal(line.accept(change(ada, 'edit', 1)).seq, 2);
    assert.deepEqual(contents(), [
      '{"kind":"action","text":""}',
      '{"kind":"edit","text":"corrected"}',
    ]);
    assert.deepEqual(amendments(), [{ of: 1, seq: 2, kind: 'edit', account: ada.id }]);
  });

  test('takes the place of the one before, whose text is erased', () => {
    line.accept(line.talk(ada, 'helo'));
    line.accept(change(ada, 'edit', 1));
    line.accept(change(line.operator, 'edit', 1));
    assert.deepEqual(contents().slice(0, 2), [
      '{"kind":"text","text":""}',
      '{"kind":"edit","text":""}',
    ]);
    assert.deepEqual(amendments(), [{ of: 1, seq: 3, kind: 'edit', account: line.operator.id }]);
  });

  test('that is repeated gives its place, also when it was replaced or its message deleted', () => {
    line.accept(line.talk(ada, 'helo'));
    const first = change(ada, 'edit', 1);
    line.accept(first);
    line.accept(change(ada, 'edit', 1));
    assert.equal(line.accept(first).seq, 2);
    line.accept(change(ada, 'deletion', 1));
    const again = line.accept({ ...first, at: line.at + 1 });
    assert.deepEqual([again.seq, again.repeated], [2, true]);
  });

  test('leaves the message known to its sender, who may not have heard that it is stored', () => {
    line.accept(line.talk(ada, 'helo'));
    line.accept(change(ada, 'edit', 1));
    assert.deepEqual(line.accept(line.talk(ada, 'helo')), {
      room: 1,
      seq: 1,
      at: line.at,
      repeated: true,
      created: false,
    });
    line.refuse(line.talk(ada, 'helo', { kind: 'action' }), 'message.mid-reused');
  });
});

describe('a deletion', () => {
  test('erases the message, the text of its edit, and its reactions', () => {
    line.accept(line.talk(ada, 'helo'));
    line.accept(change(ada, 'edit', 1));
    line.accept(reaction(bob, '🎉'));
    line.accept(change(ada, 'deletion', 1));
    assert.deepEqual(contents(), [
      '{"kind":"text","text":""}',
      '{"kind":"edit","text":""}',
      '{"kind":"reaction","text":"🎉"}',
      '{"kind":"deletion","text":""}',
    ]);
    assert.deepEqual(amendments(), [{ of: 1, seq: 4, kind: 'deletion', account: ada.id }]);
  });

  test('twice is the same as once', () => {
    line.accept(line.talk(ada, 'helo'));
    line.accept(change(ada, 'deletion', 1));
    const before = amendments();
    assert.equal(line.accept(change(ada, 'deletion', 1)).seq, 3);
    assert.deepEqual(amendments(), before);
  });

  test('leaves nothing to edit or to react to', () => {
    line.accept(line.talk(ada, 'helo'));
    line.accept(change(ada, 'deletion', 1));
    line.refuse(change(ada, 'edit', 1), 'message.deleted');
    line.refuse(change(ada, 'reaction', 1), 'message.deleted');
    line.refuse(change(ada, 'unreaction', 1), 'message.deleted');
  });
});

describe('who may', () => {
  test('people change their own messages for a day', () => {
    line.accept(line.talk(ada, 'helo'));
    const last = line.at + limits.amendableMs;
    for (const kind of ['edit', 'deletion'] as const) {
      line.accept(change(ada, kind, 1, { at: last, mid: `in time ${kind}` }));
      line.accept(line.talk(ada, `more ${kind}`));
    }
    line.refuse(change(ada, 'edit', 3, { at: last + 1 }), 'forbidden');
    line.refuse(change(ada, 'deletion', 3, { at: last + 1 }), 'forbidden');
    line.accept(change(bob, 'reaction', 3, { at: last + 1 }));
  });

  test('nobody but an operator changes those of others, which they may always', () => {
    line.accept(line.talk(ada, 'helo'));
    const sentence = line.refuse(change(bob, 'edit', 1), 'forbidden');
    assert.match(sentence, /Only an operator/);
    line.refuse(change(bob, 'deletion', 1), 'forbidden');
    const late = { at: line.at + 2 * limits.amendableMs };
    line.accept(change(line.operator, 'edit', 1, late));
    line.accept(change(line.operator, 'deletion', 1, late));
  });

  test('an operator changes nothing of the other in a direct conversation', () => {
    const { room } = line.accept(line.talk(ada, 'psst', { to: { account: line.operator.id } }));
    line.refuse(change(line.operator, 'edit', 1, { to: { room } }), 'forbidden');
    line.refuse(change(line.operator, 'deletion', 1, { to: { room } }), 'forbidden');
    line.accept(change(line.operator, 'reaction', 1, { to: { room } }));
  });

  test('nobody who is not in the room', () => {
    const { room } = line.accept(line.talk(ada, 'psst', { to: { account: bob.id } }));
    for (const kind of ['edit', 'deletion', 'reaction', 'unreaction'] as const) {
      line.refuse(change(line.operator, kind, 1, { to: { room } }), 'room.unknown');
    }
  });
});

test('changes are about messages, and not about changes or nothing', () => {
  line.accept(line.talk(ada, 'helo'));
  line.accept(change(ada, 'edit', 1));
  for (const kind of ['edit', 'deletion', 'reaction', 'unreaction'] as const) {
    for (const seq of [0, 2, 3]) line.refuse(change(ada, kind, seq), 'message.invalid');
    const elsewhere = change(ada, kind, 1, { to: { account: bob.id } });
    line.refuse(elsewhere, 'message.invalid');
    line.refuse({ ...elsewhere, of: 0 }, 'message.invalid');
  }
});

describe('reactions', () => {
  beforeEach(() => void line.accept(line.talk(ada, 'helo')));

  test('of one person and emoji count once, until they are taken back', () => {
    line.accept(change(bob, 'reaction', 1));
    line.accept(change(bob, 'reaction', 1));
    assert.deepEqual(amendments(), [{ of: 1, seq: 2, kind: 'reaction', account: bob.id }]);
    line.accept(change(ada, 'unreaction', 1));
    assert.equal(amendments().length, 1);
    line.accept(change(bob, 'unreaction', 1));
    line.accept(change(bob, 'unreaction', 1));
    assert.deepEqual(amendments(), []);
  });

  test('are bounded for each person', () => {
    const emojis = Array.from({ length: limits.reactionsPerPerson }, (_, index) => `e${index}`);
    for (const emoji of emojis) line.accept(reaction(bob, emoji));
    line.refuse(reaction(bob, 'one more'), 'reactions.full');
    line.accept({ ...reaction(bob, 'e0'), mid: 'the same again' });
    line.accept(reaction(ada, 'e0'));
  });

  test('are bounded for each message, in all and in kinds', () => {
    const people = Array.from({ length: 33 }, (_, index) => line.signUp(`p${index}`));
    const [first, ...others] = people;
    for (const [index, person] of others.entries()) line.accept(reaction(person, `e${index}`));
    line.refuse(reaction(first as Account, 'another'), 'reactions.full');
    const added = limits.reactionsPerMessage - others.length;
    for (let index = 0; index < added; index += 1) {
      const person = others[index % others.length] as Account;
      const emoji = (index + 1 + Math.floor(index / others.length)) % others.length;
      line.accept(reaction(person, `e${emoji}`));
    }
    line.refuse(reaction(first as Account, 'e0'), 'reactions.full');
  });
});
