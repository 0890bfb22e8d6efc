import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Typists } from './typists.ts';

test('forgets who types 6 seconds after the last notice, when they say something, or in another room', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const told: string[] = [];
  const typists: Typists = new Typists(() => told.push(typists.names.join(' ')));
  typists.add('ann');
  t.mock.timers.tick(3_000);
  typists.add('bob');
  t.mock.timers.tick(1_000);
  typists.add('ann');
  t.mock.timers.tick(4_999);
  assert.deepEqual(typists.names, ['ann', 'bob']);
  t.mock.timers.tick(1);
  assert.deepEqual(typists.names, ['ann']);
  t.mock.timers.tick(1_000);
  assert.deepEqual(told, ['ann', 'ann bob', 'ann', '']);
  typists.add('cid');
  typists.remove('cid');
  typists.remove('cid');
  assert.deepEqual(told.slice(4), ['cid', '']);
  typists.add('dan');
  typists.clear();
  assert.deepEqual(typists.names, []);
});
