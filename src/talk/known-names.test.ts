import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KnownNames } from './known-names.ts';

test('people are those who are here or in the present room, each once and by name', () => {
  const known = new KnownNames();
  known.came('eve');
  known.came('bob');
  known.turned(['bob', 'ann']);
  assert.deepEqual(known.names, ['ann', 'bob', 'eve']);
  known.went('eve');
  known.turned([]);
  assert.deepEqual(known.names, ['bob']);
});

test('rooms are those that the account is in and those that it can see', () => {
  const known = new KnownNames();
  known.entered({ room: 'lobby', name: 'lobby' });
  known.entered({ room: 'r1', name: '#ops' });
  known.entered({ room: 'r2', name: '@ann' });
  known.saw(['#pages', '#ops']);
  assert.deepEqual(known.rooms, ['#ops', '#pages']);
});

test('a room that is renamed or left is known by the name that it had', () => {
  const known = new KnownNames();
  assert.equal(known.entered({ room: 'r1', name: '#ops' }), undefined);
  assert.equal(known.entered({ room: 'r1', name: '#work' }), '#ops');
  assert.deepEqual(known.rooms, ['#work']);
  assert.equal(known.left('r1'), '#work');
  assert.equal(known.left('r1'), undefined);
  assert.deepEqual(known.rooms, []);
});
