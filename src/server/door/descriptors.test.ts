import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../base/log.ts';
import { Troubles } from '../troubles.ts';
import { Descriptors } from './descriptors.ts';

/** A process that may open so many files. */
class Process {
  readonly told: string[] = [];
  counted = 0;
  free: number;
  readonly descriptors: Descriptors;

  constructor(free: number) {
    this.free = free;
    const troubles = new Troubles(silentLog, (sentence) => this.told.push(sentence));
    this.descriptors = new Descriptors(troubles, (most) => {
      this.counted += 1;
      return Math.min(most, this.free);
    });
  }

  /** A connection comes, and stays if it may. */
  connect(): boolean {
    this.free -= 1;
    const admitted = this.descriptors.admit();
    if (!admitted) this.leave();
    return admitted;
  }

  leave(): void {
    this.free += 1;
    this.descriptors.released();
  }
}

test('connections never take the last descriptors, and are rarely counted before', () => {
  const process = new Process(1_016);
  let taken = 0;
  while (process.connect()) taken += 1;
  assert.equal(taken, 1_000);
  assert.equal(process.free, 16);
  assert.ok(process.counted < 60, `${process.counted} times`);
});

test('a shortage is told once, and its end when some are free again and not with each that leaves', () => {
  const process = new Process(20);
  for (let attempt = 0; attempt < 10; attempt += 1) process.connect();
  assert.equal(process.told.length, 1);
  for (let left = 0; left < 3; left += 1) {
    process.leave();
    assert.equal(process.told.length, 1);
  }
  process.leave();
  assert.equal(process.told.length, 2);
  assert.ok(process.connect());
  assert.equal(process.told.length, 2);
});

test('what other parts of the process open counts as well', () => {
  const process = new Process(60);
  assert.ok(process.connect());
  process.free -= 20;
  while (process.connect());
  assert.ok(process.free >= 0);
  assert.equal(process.told.length, 1);
});
