import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerMemory } from '../core/profile.ts';
import { merged } from './page-profile.ts';

const session = (deviceToken: string) => ({ id: 'the session', deviceToken });
const memory: ServerMemory = {
  name: 'bob',
  epoch: 'e',
  session: session('first'),
  cursors: { lobby: 3 },
};

test('a tab that slept puts no old device token back', () => {
  const kept = { ...memory, session: session('second'), cursors: { lobby: 9, ops: 2 } };
  const slept = { ...memory, cursors: { lobby: 4 } };
  assert.deepEqual(merged(kept, memory, slept), {
    ...memory,
    session: session('second'),
    cursors: { ops: 2, lobby: 9 },
  });
});

test('a tab that logged in anew, or whose session was ended, has the last word on it', () => {
  const renewed = { ...memory, session: session('second') };
  assert.deepEqual(merged(memory, memory, renewed).session, session('second'));
  const { session: _, ...ended } = memory;
  assert.equal(merged(memory, memory, ended).session, undefined);
  assert.equal(merged(memory, memory, ended).name, 'bob');
});

test('places of another history are not compared', () => {
  const restored = { ...memory, epoch: 'f', cursors: { lobby: 1 } };
  assert.deepEqual(merged(memory, memory, restored).cursors, { lobby: 1 });
});
