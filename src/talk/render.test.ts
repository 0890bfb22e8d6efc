import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InputError, PartylineError } from '../base/errors.ts';
import * as render from './render.ts';
import type { ShownBefore } from './render-marks.ts';
import { colourStyle, plainStyle } from './style.ts';

const now = new Date(2026, 0, 5, 12, 0).getTime();
const earlier = new Date(2026, 0, 5, 9, 7).getTime();
const yesterday = new Date(2026, 0, 4, 23, 59).getTime();
const view: render.View = { style: plainStyle, now };
const evil = 'a\x1b[2J\u{202e}b';
const harmless = 'a\u{fffd}[2J\u{fffd}b';

const message: render.ShownMessage = {
  from: 'alice',
  roomName: 'lobby',
  own: false,
  at: earlier,
  kind: 'text',
  text: 'hello',
  names: [],
  file: null,
  edited: null,
  editedBy: null,
  reactions: [],
};
const shown = (changes: Partial<render.ShownMessage>) =>
  render.messageLines({ ...message, ...changes }, view);

describe('messageLines', () => {
  test('shows talk, actions and announcements with time and name', () => {
    assert.equal(shown({}), '09:07 alice: hello');
    assert.equal(shown({ kind: 'action', text: 'waves' }), '09:07 * alice waves');
    assert.equal(shown({ kind: 'announcement' }), '09:07 alice announces: hello');
    assert.equal(
      shown({ kind: 'unknown', text: '' }),
      '09:07 alice: a message that this version cannot show; a newer one can',
    );
  });

  test('shows who says it to whom in a direct conversation', () => {
    assert.equal(shown({ roomName: '@alice' }), '09:07 alice → you: hello');
    assert.equal(shown({ roomName: '@bob', own: true }), '09:07 you → bob: hello');
  });

  test('shows that a message was deleted, or edited and by whom, and who reacted to it', () => {
    assert.equal(shown({ kind: 'deleted', text: '' }), '09:07 alice: (deleted)');
    assert.equal(shown({ edited: now }), '09:07 alice: hello (edited)');
    assert.equal(shown({ edited: now, editedBy: 'olga' }), '09:07 alice: hello (edited by olga)');
    const reactions = [
      { emoji: '🎉', names: ['bob'] },
      { emoji: '👍🏽', names: ['a', 'b', 'c', 'd'] },
    ];
    assert.equal(shown({ reactions }), '09:07 alice: hello  [🎉 bob  👍🏽 4]');
    assert.equal(
      shown({ reactions: [{ emoji: evil, names: [evil] }] }),
      `09:07 alice: hello  [${harmless} ${harmless}]`,
    );
  });

  test('shows the number of a message, and the one that it answers, in few words', () => {
    const answer = (about: ShownBefore | null, number?: number) =>
      render.messageLines(message, view, { about, number });
    const long = {
      from: 'bob',
      at: earlier,
      text: 'it has more than thirty-two letters\nand lines',
    };
    assert.equal(
      answer({ message: long, number: 7 }, 8),
      '09:07 [8] alice ↪ [7] bob "it has more than thirty-two lett...": hello',
    );
    const short = { from: evil, at: earlier, text: evil };
    assert.equal(
      answer({ message: short, number: undefined }),
      `09:07 alice ↪ ${harmless} "${harmless}": hello`,
    );
    assert.equal(answer(null), '09:07 alice ↪ an earlier message: hello');
  });

  test('shows to whom in a conversation of several', () => {
    assert.equal(shown({ roomName: '@alice,bob' }), '09:07 alice → you, bob: hello');
    assert.equal(
      shown({ roomName: '@bob,eve', own: true, kind: 'action', text: 'waves' }),
      '09:07 * you → bob, eve waves',
    );
  });

  test('shows the room in front of what is said in it', () => {
    assert.equal(shown({ roomName: '#ops' }), '09:07 #ops alice: hello');
    assert.equal(
      shown({ roomName: '#ops', kind: 'action', text: 'waves' }),
      '09:07 #ops * alice waves',
    );
    assert.equal(shown({ roomName: `#${evil}` }), `09:07 #${harmless} alice: hello`);
  });

  test('shows the day of what was not said today', () => {
    assert.equal(shown({ at: yesterday }), '4 Jan 23:59 alice: hello');
  });

  test('moves further lines in, so that none looks like a message of somebody else', () => {
    const text = 'one\n09:08 bob: I agree\r\nthree';
    assert.equal(shown({ text }), '09:07 alice: one\n      | 09:08 bob: I agree\n      | three');
  });

  test('lets nothing of a name or a text through to the terminal that could move it', () => {
    assert.equal(shown({ from: evil, text: evil }), `09:07 ${harmless}: ${harmless}`);
    assert.equal(shown({ roomName: `@${evil}`, own: true }), `09:07 you → ${harmless}: hello`);
  });

  test('has colours only from the style', () => {
    const coloured = render.messageLines(message, { style: colourStyle, now });
    assert.equal(coloured, `\x1b[2m09:07\x1b[22m ${colourStyle.name('alice')}: hello`);
  });
});

test('pendingLines says what is pending, and for whom', () => {
  assert.equal(render.pendingLines({ room: 'lobby', text: 'hello' }, view), 'pending: hello');
  assert.equal(
    render.pendingLines({ room: '@bob', text: evil }, view),
    `pending → bob: ${harmless}`,
  );
});

test('pendingLines says in which room, or for whom of several', () => {
  assert.equal(render.pendingLines({ room: '#ops', text: 'hello' }, view), 'pending → #ops: hello');
  assert.equal(
    render.pendingLines({ room: '@bob,eve', text: 'hello' }, view),
    'pending → bob, eve: hello',
  );
});

test('awayLine names those who are not here', () => {
  assert.match(render.awayLine('@bob', plainStyle), /^-- bob is not here; the message/);
  assert.match(
    render.awayLine('@bob,eve', plainStyle),
    /^-- None of bob, eve is here; the message/,
  );
});

test('presenceLines has a line for those who came and one for those who left', () => {
  const changes = [
    { name: 'alice', online: true },
    { name: 'bob', online: false },
    { name: evil, online: true },
  ];
  assert.deepEqual(render.presenceLines(changes, view), [
    `12:00 alice, ${harmless} came`,
    '12:00 bob left',
  ]);
  assert.deepEqual(render.presenceLines([], view), []);
});

test('replayHeader counts what follows and announces what is older', () => {
  const missed = { name: 'lobby', last: 8, after: 7, skipped: 0 };
  assert.equal(
    render.replayHeader(missed, view),
    '--- 1 message in the lobby while you were away ---',
  );
  assert.equal(
    render.replayHeader({ name: '@bob', last: 1_007, after: 7, skipped: 23_456 }, view),
    '--- 1,000 messages with bob while you were away; 23,456 older messages not shown: /history pages back ---',
  );
});

test('replayHeader names the room, and the people of a conversation', () => {
  const missed = { last: 2, after: 0, skipped: 0 };
  assert.equal(
    render.replayHeader({ ...missed, name: '#ops' }, view),
    '--- 2 messages in #ops while you were away ---',
  );
  assert.equal(
    render.replayHeader({ ...missed, name: '@ann,bob,eve' }, view),
    '--- 2 messages with ann, bob and eve while you were away ---',
  );
});

test('greeting welcomes the first time, and back with when and from where', () => {
  const arrival = { name: 'alice', created: true, lastSeen: null };
  assert.equal(render.greeting(arrival, view), 'Welcome, alice.');
  assert.equal(render.greeting({ ...arrival, created: false }, view), 'Welcome, alice.');
  assert.equal(
    render.greeting(
      { ...arrival, created: false, lastSeen: { at: yesterday, address: '192.0.2.1' } },
      view,
    ),
    'Welcome back, alice. You were last here on 4 Jan 23:59 from 192.0.2.1.',
  );
  assert.equal(
    render.greeting(
      { name: 'alice', created: false, lastSeen: { at: earlier, address: '' } },
      view,
    ),
    'Welcome back, alice. You were last here today at 09:07.',
  );
});

describe('peopleLines', () => {
  const bob = { name: 'bob', operator: false, since: now - 7_200_000, away: null, idleSince: null };
  const alice = { name: 'alice', operator: true, since: now - 5_000, away: null, idleSince: null };

  test('lists who is here by name', () => {
    assert.deepEqual(render.peopleLines([bob, alice], 0, view), [
      '2 people are here:',
      '  alice (operator) for 5 seconds',
      '  bob for 2 hours',
    ]);
  });

  test('counts one, and those that the list does not hold', () => {
    assert.equal(render.peopleLines([bob], 0, view)[0], '1 person is here:');
    const lines = render.peopleLines([bob], 1_234, view);
    assert.equal(lines[0], '1,235 people are here:');
    assert.equal(lines.at(-1), '  and 1,234 more');
  });

  test('says on one line who else is here', () => {
    assert.equal(render.hereLine([alice, bob], 0, 'bob', view), '-- Here: alice (operator)');
    assert.equal(render.hereLine([bob], 0, 'bob', view), '-- Nobody else is here yet.');
    const many = Array.from({ length: 25 }, (_, index) => ({ ...bob, name: `b${index}` }));
    assert.match(render.hereLine(many, 3, undefined, view), /b19 and 8 more$/);
  });
});

test('noticeLines and errorLines let nothing of a server through that could move the terminal', () => {
  assert.equal(render.noticeLines(evil, plainStyle), `-- ${harmless}`);
  assert.equal(render.errorLines(new PartylineError('forbidden', evil), plainStyle), harmless);
  assert.equal(render.errorLines(new InputError('Do it so.'), plainStyle), 'Do it so.');
  const throttled = new PartylineError('auth.throttled', 'Wait.', { retryAfterMs: 2_500 });
  assert.equal(render.errorLines(throttled, plainStyle), 'Wait. (in 2 seconds)');
});
