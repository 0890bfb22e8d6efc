import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Reserve, releaseReserveOf } from './reserve.ts';

const folder = mkdtempSync(join(tmpdir(), 'partyline-reserve-'));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'reserve');
const mebibyte = 1024 * 1024;

test('the reserve takes its room on the disk, for its owner alone, and gives it back once', () => {
  const reserve = new Reserve(folder, 2 * mebibyte);
  assert.equal(reserve.release(), false);
  reserve.make(0);
  const { size, mode, blocks } = statSync(file);
  assert.equal(size, 2 * mebibyte);
  if (process.platform !== 'win32') {
    assert.equal(mode & 0o777, 0o600);
    assert.ok(blocks * 512 >= size, `${blocks} blocks`);
  }
  assert.equal(new Reserve(folder, mebibyte).release(), true, 'that of an earlier run counts');
  reserve.make(0);
  assert.equal(existsSync(file), false, 'it is not known yet that it is gone');
  assert.equal(reserve.release(), true);
  assert.equal(reserve.release(), false);
});

test('the reserve is not made where it would leave too little, and given up only at the last', () => {
  const reserve = new Reserve(folder, mebibyte);
  reserve.make(Number.MAX_SAFE_INTEGER - 2 * mebibyte);
  assert.equal(existsSync(file), false);
  reserve.make(0);
  reserve.releaseIfLast(2 * mebibyte);
  releaseReserveOf(folder);
  assert.equal(existsSync(file), true);
  reserve.releaseIfLast(2 * mebibyte - 1);
  assert.equal(existsSync(file), false);
  releaseReserveOf(join(folder, 'missing'));
});
