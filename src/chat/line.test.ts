import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apply } from './apply.ts';
import { type CreateLine, epochOf } from './line.ts';
import { MemoryTables } from './memory-tables.ts';
import { exampleRoom } from './tables.suite.ts';

const creation: CreateLine = { type: 'line.create', at: 1_000, epoch: 'the first' };

test('begins with the lobby as its first room, its epoch and its first event', () => {
  const tables = new MemoryTables();
  assert.equal(epochOf(tables), undefined);
  assert.deepEqual(apply(tables, creation), { ok: true, value: { epoch: 'the first' } });
  assert.equal(epochOf(tables), 'the first');
  assert.deepEqual(tables.room(1), exampleRoom());
  assert.deepEqual(tables.snapshot().events, [
    { position: 1, at: 1_000, actor: 0, type: 'line.create', whom: null, data: {} },
  ]);
});

test('stays what it is when it is begun again, and gives its own epoch', () => {
  const tables = new MemoryTables();
  apply(tables, creation);
  const before = tables.snapshot();
  const again = apply(tables, { ...creation, at: 2_000, epoch: 'the second' });
  assert.deepEqual(again, { ok: true, value: { epoch: 'the first' } });
  assert.deepEqual(tables.snapshot(), before);
});

test('begins a term behind what happened, in place of one in which nothing did', () => {
  const tables = new MemoryTables();
  apply(tables, creation);
  for (const [at, term] of [
    [2_000, 'without events'],
    [3_000, 'the second'],
  ] as const) {
    assert.deepEqual(apply(tables, { type: 'line.run', at, term }), { ok: true, value: {} });
  }
  assert.deepEqual(tables.snapshot().terms, [
    { firstPosition: 2, id: 'the second', beganAt: 3_000 },
  ]);
});
