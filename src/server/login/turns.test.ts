import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNotAfter } from '../../chat/turn.ts';
import { Turns } from './turns.ts';

test('connections are numbered in the order of their greetings, over nodes too', () => {
  const alone = new Turns();
  const first = alone.next();
  assert.deepEqual([first.number, alone.next().number], [1, 2]);
  assert.ok(!isNotAfter(new Turns().next(), first), 'another run says nothing');

  let now = 1_000;
  const ahead = new Turns('run', () => now + 500);
  const behind = new Turns('run', () => now);
  const late = ahead.next();
  behind.saw(late);
  const next = behind.next();
  assert.ok(!isNotAfter(next, late), 'who goes on to a node with a slow clock is not late');
  assert.ok(isNotAfter(late, next), 'what comes in from the node before is');
  now += 10_000;
  assert.equal(behind.next().number, now);
});
