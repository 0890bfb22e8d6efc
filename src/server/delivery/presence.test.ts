import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerMessages } from '../../wire/messages.ts';
import { limits } from '../../words/limits.ts';
import { Presence } from './presence.ts';
import { Readers } from './readers.ts';

type Told = ServerMessages['presence'];

/** Tells one reader of what `change` does, and returns the messages. */
async function toldOf(change: (presence: Presence) => void): Promise<Told[]> {
  const readers = new Readers();
  const told: Told[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const presence = new Presence(readers, 256, 1);
  const take = (message: Told) => {
    told.push(message);
    setImmediate(resolve);
  };
  const reader = { account: 1, receives: true, present: true, since: 0, reads: () => true };
  readers.arrive({
    ...reader,
    deliver() {},
    entered() {},
    left() {},
    renamed() {},
    presence: take,
  });
  change(presence);
  await promise;
  return told;
}

test('tells of any number of people in messages that fit into a frame', async () => {
  const names = Array.from({ length: 1_200 }, (_, index) => `${index}`.padStart(32, 'x'));
  const told = await toldOf((presence) => {
    for (const name of names) presence.changed(name, false);
  });
  assert.deepEqual(
    told.flatMap(({ changes }) => changes.map(({ name }) => name)),
    names,
  );
  for (const message of told) {
    assert.ok(Buffer.byteLength(JSON.stringify(message)) <= limits.frameBytes);
  }
});

test('says nothing of someone who came and went in between', async () => {
  const told = await toldOf((presence) => {
    presence.changed('ann', true);
    presence.changed('bob', true);
    presence.changed('ann', false);
  });
  assert.deepEqual(told, [{ type: 'presence', changes: [{ name: 'bob', online: true }] }]);
});
