import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FreeSpace } from './free-space.ts';

const mebibyte = 1024 * 1024;
const minBytes = 64 * mebibyte;

/** A disk on which others write as well. */
class TestDisk {
  free: number;
  asked = 0;
  nowMs = 0;
  /** Written to the log, and not in the database yet. */
  unsettled = 0;
  readonly space = new FreeSpace({
    minBytes,
    unsettledBytes: 24 * mebibyte,
    ask: () => {
      this.asked += 1;
      if (this.free < minBytes + 48 * mebibyte) this.settle();
      return this.free;
    },
    now: () => this.nowMs,
  });

  constructor(free: number) {
    this.free = free;
  }

  /** Writes, unless that is refused; returns whether it was. */
  write(bytes: number): boolean {
    if (this.space.isLow(bytes)) return false;
    this.free -= bytes / 2;
    this.unsettled += bytes / 2;
    if (this.unsettled >= 16 * mebibyte) this.settle();
    return true;
  }

  settle(): void {
    this.free -= this.unsettled;
    this.unsettled = 0;
  }
}

describe('the free space of a disk', () => {
  test('is never less than it has to be, however quickly it is written to', () => {
    const disk = new TestDisk(1_024 * mebibyte);
    while (disk.write(3 * mebibyte));
    disk.settle();
    assert.ok(disk.free >= minBytes, `${disk.free} bytes`);
    assert.ok(disk.free < minBytes + 3 * mebibyte, `${disk.free} bytes`);
  });

  test('is asked for rarely while there is much more, and always near the bound', () => {
    const disk = new TestDisk(1_024 * mebibyte);
    for (let count = 0; count < 100; count += 1) disk.write(mebibyte);
    assert.equal(disk.asked, 1);
    disk.nowMs += 100;
    disk.write(mebibyte);
    assert.equal(disk.asked, 2);
    disk.free = minBytes + 24 * mebibyte;
    disk.nowMs += 100;
    for (let count = 0; count < 10; count += 1) assert.ok(disk.write(mebibyte));
    assert.equal(disk.asked, 12);
  });

  test('is low until an eighth more is there than has to be', () => {
    const disk = new TestDisk(minBytes - 1);
    assert.ok(disk.space.isLow());
    disk.free = minBytes + minBytes / 8 - 1;
    assert.ok(disk.space.isLow());
    disk.free += 1;
    assert.ok(!disk.space.isLow());
    disk.free = minBytes;
    assert.ok(!disk.space.isLow());
  });

  test('that others take is noticed within a tenth of a second', () => {
    const disk = new TestDisk(1_024 * mebibyte);
    assert.ok(disk.write(1));
    disk.free = 0;
    disk.nowMs += 100;
    assert.ok(!disk.write(1));
  });
});
