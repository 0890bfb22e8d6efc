import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Idleness, idleAfterMs } from './idleness.ts';

test('tells once when nothing was typed for a while, again on a new line, and when something is', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let nowMs = 5_000;
  const pass = (ms: number) => {
    nowMs += ms;
    t.mock.timers.tick(ms);
  };
  const told: number[] = [];
  const idleness = new Idleness((idleMs) => told.push(idleMs), { elapsed: () => nowMs });
  idleness.start();
  pass(idleAfterMs - 1_000);
  idleness.typed();
  idleness.tellAgain();
  pass(idleAfterMs - 1);
  assert.deepEqual(told, []);
  pass(1);
  assert.deepEqual(told, [idleAfterMs]);
  pass(60_000);
  idleness.tellAgain();
  assert.deepEqual(told, [idleAfterMs, idleAfterMs + 60_000]);
  idleness.typed();
  idleness.typed();
  assert.deepEqual(told.slice(2), [0]);
  pass(idleAfterMs);
  assert.deepEqual(told.slice(3), [idleAfterMs]);
  idleness.typed();
  idleness.stop();
  pass(2 * idleAfterMs);
  assert.deepEqual(told.slice(4), [0]);
});
