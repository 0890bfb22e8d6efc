import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { messageLines, type ShownMessage } from './render.ts';
import { colourStyle, plainStyle } from './style.ts';

const at = new Date(2026, 0, 5, 9, 7).getTime();
const event: ShownMessage = {
  from: 'ann',
  roomName: '#ops',
  own: false,
  at,
  kind: 'joined',
  text: '',
  names: [],
  file: null,
  edited: null,
  editedBy: null,
  reactions: [],
};
const shown = (changes: Partial<ShownMessage>) =>
  messageLines({ ...event, ...changes }, { style: plainStyle, now: at });

describe('what happens to a room is shown', () => {
  for (const [changes, words] of [
    [{ kind: 'created' }, 'ann made the room'],
    [{ kind: 'joined' }, 'ann joined'],
    [{ kind: 'left' }, 'ann left'],
    [{ kind: 'invited', names: ['bob', 'eve'] }, 'ann invited bob, eve'],
    [{ kind: 'kicked', names: ['bob'] }, 'ann put bob out'],
    [{ kind: 'kicked', names: ['bob'], text: 'enough' }, 'ann put bob out: enough'],
    [{ kind: 'banned', names: ['bob'], text: 'spam' }, 'ann banned bob: spam'],
    [{ kind: 'unbanned', names: ['bob'] }, 'ann ended the ban of bob'],
    [{ kind: 'muted', names: ['bob'] }, 'ann muted bob'],
    [{ kind: 'unmuted', names: ['bob'] }, 'ann let bob speak again'],
    [{ kind: 'role', names: ['bob'], text: 'operator' }, 'ann made bob an operator of the room'],
    [{ kind: 'role', names: ['bob'], text: 'member' }, 'ann made bob a member of the room'],
    [{ kind: 'topic', text: 'Deploys' }, 'ann set the topic: Deploys'],
    [{ kind: 'topic' }, 'ann took the topic away'],
    [{ kind: 'renamed', text: 'pages' }, 'ann renamed the room to #pages'],
    [{ kind: 'changed', text: 'public' }, 'ann made the room public: everybody finds it'],
    [
      { kind: 'changed', text: 'private' },
      'ann made the room private: only those who are in it, or invited, find it',
    ],
    [
      { kind: 'changed', text: 'readonly on' },
      'ann made the room read-only: only its operators post',
    ],
    [{ kind: 'changed', text: 'readonly off' }, 'ann let everybody in the room post again'],
    [
      { kind: 'changed', text: 'slow 90000' },
      'ann set the slow mode: 90s between two messages of a member',
    ],
    [{ kind: 'changed', text: 'slow off' }, 'ann ended the slow mode'],
    [{ kind: 'changed', text: 'history all' }, 'ann let newcomers read the whole history'],
    [
      { kind: 'changed', text: 'history joined' },
      'ann let newcomers read only what comes after they join',
    ],
    [{ kind: 'changed', text: 'colour blue' }, 'ann changed the room: colour blue'],
    [{ kind: 'archived' }, 'ann archived the room: nobody posts in it now'],
    [{ kind: 'archived', text: 'off' }, 'ann opened the room again'],
  ] as const satisfies readonly (readonly [Partial<ShownMessage>, string])[]) {
    test(words, () => assert.equal(shown(changes), `09:07 #ops -- ${words}`));
  }

  test('without a room in front of it in the lobby', () => {
    const topic = { kind: 'topic', text: 'Hello' } as const;
    assert.equal(shown({ ...topic, roomName: 'lobby' }), '09:07 -- ann set the topic: Hello');
  });

  test('on one line, with nothing that could move the terminal', () => {
    const evil = 'a\x1b[2J\nb';
    assert.equal(
      shown({ kind: 'topic', text: evil }),
      '09:07 #ops -- ann set the topic: a\u{fffd}[2J b',
    );
    assert.equal(
      shown({ kind: 'kicked', names: [evil] }),
      '09:07 #ops -- ann put a\u{fffd}[2J\u{fffd}b out',
    );
  });

  test('with colours from the style only', () => {
    const coloured = messageLines(event, { style: colourStyle, now: at });
    const { faint, accent, name } = colourStyle;
    assert.equal(
      coloured,
      `${faint('09:07')} ${accent('#ops')} ${faint('--')} ${name('ann')} joined`,
    );
  });
});
