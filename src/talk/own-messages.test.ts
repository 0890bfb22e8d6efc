import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { OwnMessages } from './own-messages.ts';

/** Whether all is shown at present. */
async function isShown(own: OwnMessages): Promise<boolean> {
  return Promise.race([own.whenShown().then(() => true), nextTurn(false)]);
}

test('waits for what was stored until it is shown, whichever of both is told first', async () => {
  const own = new OwnMessages();
  assert.equal(await isShown(own), true);
  own.begin();
  own.begin();
  own.shown({ room: 'lobby', seq: 6 });
  own.end({ room: 'lobby', seq: 7 });
  assert.equal(await isShown(own), false);
  own.shown({ room: 'r2', seq: 9 });
  own.shown({ room: 'lobby', seq: 7 });
  assert.equal(await isShown(own), false);
  own.shown({ room: 'lobby', seq: 8 });
  own.end({ room: 'lobby', seq: 8 });
  assert.equal(await isShown(own), true);
});

test('does not wait for what was refused', async () => {
  const own = new OwnMessages();
  own.begin();
  assert.equal(await isShown(own), false);
  own.end();
  assert.equal(await isShown(own), true);
});
