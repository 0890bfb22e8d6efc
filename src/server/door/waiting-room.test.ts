import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { WaitingRoom, type WaitingRoomOptions } from './waiting-room.ts';

/** A room, and the order in which guests had to go. */
function roomOf(options: Partial<WaitingRoomOptions>) {
  const room = new WaitingRoom({
    ...{ perNetwork: 100, all: 100, kept: 0, isKnown: () => false },
    ...options,
  });
  const dropped: string[] = [];
  return {
    room,
    dropped,
    enter: (address: string, name = address) => room.enter(address, () => dropped.push(name)),
  };
}

test('lets in one more of a network that has its share, and drops one that came before', () => {
  const { room, dropped, enter } = roomOf({ perNetwork: 2, random: () => 0 });
  enter('192.0.2.1', 'first');
  enter('192.0.2.2', 'other');
  enter('192.0.2.1', 'second');
  enter('192.0.2.1', 'third');
  assert.deepEqual(dropped, ['first']);
  assert.equal(room.size, 3);
});

test('drops from the older half alone', () => {
  const { dropped, enter } = roomOf({ perNetwork: 9, random: () => 0.999 });
  for (let count = 0; count < 10; count += 1) enter('192.0.2.1', `guest ${count}`);
  assert.deepEqual(dropped, ['guest 4']);
});

test('drops from the network that has the most when there is room for no more', () => {
  const { dropped, enter } = roomOf({ all: 4, random: () => 0 });
  enter('192.0.2.1', 'honest');
  for (const name of ['a', 'b', 'c', 'd', 'e']) enter('198.51.100.7', name);
  assert.deepEqual(dropped, ['a', 'b']);
});

test('keeps places for networks that are known', () => {
  const isKnown = (network: string) => network.startsWith('192.');
  const { room, dropped, enter } = roomOf({ all: 4, kept: 2, isKnown, random: () => 0 });
  for (const last of [1, 2, 3, 4]) enter(`198.51.100.${last}`);
  assert.equal(room.size, 2);
  enter('192.0.2.1');
  enter('192.0.2.2');
  enter('198.51.100.5');
  assert.equal(room.size, 4);
  assert.deepEqual(
    dropped.filter((name) => name.startsWith('192.')),
    [],
  );
});

test('takes a place back once, however often it is given back, and after it was dropped', () => {
  const { room, dropped, enter } = roomOf({ perNetwork: 1, random: () => 0 });
  const leave = enter('192.0.2.1', 'first');
  enter('192.0.2.1', 'second');
  leave();
  leave();
  assert.deepEqual([dropped, room.size], [['first'], 1]);
});

test('never holds more than its bounds, nor drops the one that comes', () => {
  const come = fc.record({ host: fc.nat({ max: 9 }), leaves: fc.boolean() });
  fc.assert(
    fc.property(fc.array(come, { maxLength: 60 }), (coming) => {
      const { room, dropped, enter } = roomOf({ perNetwork: 4, all: 12, kept: 3 });
      for (const [index, { host, leaves }] of coming.entries()) {
        const leave = enter(`192.0.2.${host}`, `guest ${index}`);
        assert.ok(!dropped.includes(`guest ${index}`));
        assert.ok(room.size <= 9);
        if (leaves) leave();
      }
    }),
  );
});
