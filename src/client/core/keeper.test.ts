import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Keeper } from './keeper.ts';
import type { ServerMemory } from './profile.ts';

/** An entry whose writes wait until the test lets them go. */
function slowEntry() {
  const saved: ServerMemory[] = [];
  const gates: (() => void)[] = [];
  let released = false;
  const entry = {
    memory: { name: 'ann' },
    save: (memory: ServerMemory) => {
      saved.push(memory);
      return new Promise<void>((resolve) => gates.push(resolve));
    },
    release: () => {
      released = true;
    },
  };
  return { entry, saved, gates, released: () => released };
}

describe('the keeper', () => {
  it('writes one after the other, always the latest, and lets go at the end', async () => {
    const { entry, saved, gates, released } = slowEntry();
    let place = 1;
    const latest = () => ({ cursors: { lobby: place } });
    const keeper = new Keeper(entry, { delayMs: 60_000, latest, failed: assert.ifError });
    const first = keeper.rememberName('bob');
    place = 2;
    keeper.touch();
    keeper.touch();
    const closed = keeper.close();
    await null;
    assert.deepEqual(saved, [{ name: 'bob', cursors: { lobby: 1 } }]);
    gates.shift()?.();
    await first;
    assert.equal(released(), false);
    assert.deepEqual(saved[1], { name: 'bob', cursors: { lobby: 2 } });
    gates.shift()?.();
    await closed;
    assert.deepEqual([saved.length, released()], [2, true]);
  });

  it('tells of a write that failed, and goes on', async () => {
    const failures: unknown[] = [];
    const entry = {
      memory: {},
      save: () => {
        throw new Error('no room');
      },
      release: () => {},
    };
    const failed = (error: unknown) => failures.push(error);
    const keeper = new Keeper(entry, { delayMs: 1, latest: () => ({}), failed });
    await keeper.rememberName('ann');
    await keeper.rememberName('ann');
    await keeper.close();
    assert.deepEqual(failures, [new Error('no room')], 'once');
    assert.deepEqual(keeper.memory, { name: 'ann' });
  });
});
