import assert from 'node:assert/strict';
import { test } from 'node:test';
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
