import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ListedRoom } from '../client/core/rooms.ts';
import { exampleRoomState } from '../wire/room-state.fixture.ts';
import { defaultSettings } from '../words/room-settings.ts';
import type { View } from './render.ts';
import { memberLines, roomLines, settingLines, topicLine } from './render-rooms.ts';
import { plainStyle } from './style.ts';

const now = new Date(2026, 0, 5, 12, 0).getTime();
const view: View = { style: plainStyle, now };
const evil = 'a\x1b[2J\nb';

const ops: ListedRoom = {
  room: 'r1',
  name: '#ops',
  topic: 'Deploys',
  ...defaultSettings,
  members: 1_200,
  state: 'in',
  role: 'member',
};

describe('a list of rooms', () => {
  test('has people, place and topic of each in columns', () => {
    const rooms: ListedRoom[] = [
      ops,
      {
        ...ops,
        room: 'r2',
        name: '#den',
        topic: evil,
        access: 'private',
        members: 2,
        state: 'invited',
      },
      { ...ops, room: 'r3', name: '#mine', topic: '', archived: true, role: 'owner' },
      { ...ops, room: 'r4', name: '#open', topic: '', state: 'out' },
    ];
    const counted = { name: '#ops', read: 3, last: 2_000 };
    const unread = [
      { ...counted, room: 'r1', unread: 1_000, mentions: 3, more: true },
      { ...counted, room: 'r3', unread: 7, mentions: 0, more: false },
    ];
    assert.deepEqual(roomLines(rooms, unread, view), [
      'ROOM   PEOPLE  UNREAD  MENTIONS                    TOPIC',
      '#ops   1,200   1,000+  3+        joined            Deploys',
      '#den   2                         invited, private  a\u{fffd}[2J b',
      '#mine  1,200   7                 owner, archived',
      '#open  1,200',
    ]);
  });

  test('that is empty says how a room is made', () => {
    assert.deepEqual(roomLines([], [], view), [
      'There is no such room yet: /join #NAME makes one.',
    ]);
  });
});

test('the people of a room stand by rank and name, with who is here', () => {
  const members = [
    { name: 'eve', role: 'member', online: true },
    { name: 'bob', role: 'member', online: false },
    { name: 'ann', role: 'owner', online: true },
    { name: 'cat', role: 'operator', online: false },
  ] as const;
  assert.deepEqual(memberLines('#ops', members, view), [
    '4 people are in #ops:',
    '  ann (owner, here)',
    '  cat (operator)',
    '  bob',
    '  eve (here)',
  ]);
  assert.equal(memberLines('#ops', members.slice(0, 1), view)[0], '1 person is in #ops:');
});

test('settings are told with what they do', () => {
  const room = exampleRoomState({
    name: '#ops',
    role: 'owner',
    access: 'private',
    readonly: true,
    slowMs: 10_000,
    history: 'joined',
    archived: true,
  });
  assert.deepEqual(settingLines(room, view), [
    '#ops: you are an owner of #ops',
    '  private: only who is in it, or invited, finds it',
    '  history joined: newcomers read what comes after they join',
    '  readonly: only its operators post',
    '  slow 10s: so long between two messages of a member',
    '  archived: nobody posts',
  ]);
});

test('a topic is told in one line, and that there is none', () => {
  assert.equal(topicLine({ name: '#ops', topic: evil }, view), 'The topic of #ops: a\u{fffd}[2J b');
  assert.equal(topicLine({ name: 'lobby', topic: '' }, view), 'There is no topic in the lobby.');
});
