import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryTables } from './memory-tables.ts';
import { directKey, initialise, lobbyId } from './rooms.ts';

test('makes the lobby as the first room of empty tables', () => {
  const tables = new MemoryTables();
  initialise(tables, { at: 1_000 });
  assert.deepEqual(tables.room(1), { id: lobbyId, key: 'lobby', kind: 'lobby', lastSeq: 0 });
  assert.deepEqual(tables.snapshot().events, [
    { position: 1, at: 1_000, actor: 0, type: 'line.create', data: {} },
  ]);
});

test('changes nothing where the lobby is there already', () => {
  const tables = new MemoryTables();
  initialise(tables, { at: 1_000 });
  const before = tables.snapshot();
  initialise(tables, { at: 2_000 });
  assert.deepEqual(tables.snapshot(), before);
});

test('names a direct conversation alike from both ends', () => {
  assert.equal(directKey(3, 17), '@3.17');
  assert.equal(directKey(17, 3), '@3.17');
});
