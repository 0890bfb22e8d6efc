import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WaitingRoom } from './waiting-room.ts';

test('is full for one network while others still get in', () => {
  const room = new WaitingRoom(2, 10);
  assert.ok(room.enter('192.0.2.1'));
  assert.ok(room.enter('192.0.2.1'));
  assert.equal(room.enter('192.0.2.1'), undefined);
  assert.ok(room.enter('192.0.2.2'));
});

test('is full for all at its bound', () => {
  const room = new WaitingRoom(2, 3);
  for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) assert.ok(room.enter(address));
  assert.equal(room.enter('192.0.2.4'), undefined);
});

test('takes a place back once, however often it is given back', () => {
  const room = new WaitingRoom(1, 2);
  const leave = room.enter('192.0.2.1');
  assert.ok(room.enter('192.0.2.2'));
  leave?.();
  leave?.();
  assert.ok(room.enter('192.0.2.1'));
  assert.equal(room.enter('192.0.2.3'), undefined);
});
