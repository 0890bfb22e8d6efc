import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleRoomState } from '../../wire/room-state.fixture.ts';
import { limits } from '../../words/limits.ts';
import { ReadPositions } from './read-positions.ts';

test('a login forgets the rooms in which nothing was shown for longest, but never the lobby', () => {
  const positions = new ReadPositions();
  positions.restore({ epoch: 'e', cursors: { lobby: 7 } });
  for (let index = 0; index < limits.roomsPerClient + 5; index += 1) positions.show(`r${index}`, 1);
  positions.open({ epoch: 'e', terms: [], rooms: [] }, new Set());
  const rooms = Object.keys(positions.cursors);
  assert.equal(rooms.length, limits.roomsPerClient);
  assert.deepEqual(rooms.slice(0, 2), ['lobby', 'r6']);
});

test('a room that began while the device was away is shown from its beginning, whatever others have seen', () => {
  const lobby = exampleRoomState({ last: 9, after: 9 });
  const direct = exampleRoomState({ room: 'r1', name: '@bob', last: 2, after: 2 });
  const before = new ReadPositions();
  before.open({ epoch: 'e', terms: [], rooms: [lobby] }, new Set());
  const later = new ReadPositions();
  later.restore(before.saved);
  const { rooms } = later.open({ epoch: 'e', terms: [], rooms: [lobby, direct] }, new Set());
  assert.deepEqual(
    rooms.map(({ room, after }) => [room, after]),
    [
      ['lobby', 9],
      ['r1', 0],
    ],
  );
});

test('what a device has yet to be told of an earlier stretch in a room comes before what is said there now', () => {
  const positions = new ReadPositions();
  positions.restore({ epoch: 'e', cursors: { ops: 3 } });
  const stretches = [
    { after: 0, through: 7 },
    { after: 9, through: null },
  ];
  const room = exampleRoomState({ room: 'ops', name: '#ops', last: 20, after: 9, stretches });
  const { rooms } = positions.open({ epoch: 'e', terms: [], rooms: [room] }, new Set(['ops']));
  assert.deepEqual([rooms[0]?.after, rooms[0]?.skipped], [3, 0]);
});

test('a device that comes into a room again is told the last of what it missed, and how much is skipped', () => {
  const positions = new ReadPositions();
  positions.restore({ epoch: 'e', cursors: { ops: 3 } });
  const told = exampleRoomState({ room: 'ops', name: '#ops', last: 5_000, after: 5_000 });
  const { after, skipped } = positions.enter(told);
  assert.deepEqual([after, skipped], [4_000, 3_997]);
});

test('a device that has not been told of all rooms goes by what the account was sent of the others', () => {
  const rooms = Array.from({ length: limits.roomsGreeted + 1 }, (_, index) =>
    exampleRoomState({ room: `r${index}`, name: `@n${index}`, last: 3, after: 2 }),
  );
  const before = new ReadPositions();
  before.open({ epoch: 'e', terms: [], rooms: rooms.slice(1) }, new Set());
  const later = new ReadPositions();
  later.restore(before.saved);
  const opening = later.open({ epoch: 'e', terms: [], rooms }, new Set());
  assert.equal(opening.rooms[0]?.after, 2);
});
