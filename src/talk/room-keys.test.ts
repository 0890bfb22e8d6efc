import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roomOfKey } from './room-keys.ts';

test('roomOfKey counts rooms from 1, and goes round them', () => {
  const rooms = ['lobby', '#ops', '@ana'];
  assert.equal(roomOfKey('room-2', rooms, 'lobby'), '#ops');
  assert.equal(roomOfKey('room-4', rooms, 'lobby'), undefined);
  assert.equal(roomOfKey('room-next', rooms, '@ana'), 'lobby');
  assert.equal(roomOfKey('room-previous', rooms, 'lobby'), '@ana');
  assert.equal(roomOfKey('room-next', rooms, '@new'), 'lobby');
  assert.equal(roomOfKey('page-up', rooms, 'lobby'), undefined);
});
