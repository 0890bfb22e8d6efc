import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

/** How large the room for young objects has become under load, in MiB, in a process or a thread of it. */
function roomAfterLoad(beginning: string, where: 'process' | 'thread' = 'process'): number {
  const load = `
    import { getHeapSpaceStatistics } from 'node:v8';
    const kept = [];
    for (let round = 0; round < 100; round++) {
      kept[round % 10] = Array.from({ length: 20_000 }, (_, index) => ({ index, text: 'x' + index }));
    }
    const space = getHeapSpaceStatistics().find((each) => each.space_name === 'new_space');
    console.log(space.space_size / 1024 / 1024);`;
  const thread = `
    import { Worker } from 'node:worker_threads';
    new Worker(new URL(${JSON.stringify(`data:text/javascript,${encodeURIComponent(load)}`)}));`;
  const script = beginning + (where === 'thread' ? thread : load);
  const args = ['--input-type=module', '--eval', script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(stderr, '');
  return Number(stdout);
}

const limit = `
  import { limitYoungObjects } from '${new URL('young-objects.ts', import.meta.url)}';
  limitYoungObjects();`;

test('the room for young objects is 8 MiB once it is limited, and does not grow', () => {
  assert.equal(roomAfterLoad(limit), 8);
  const unlimited = roomAfterLoad('');
  assert.ok(unlimited > 16, `it would grow by itself: ${unlimited} MiB`);
});

test('a thread that is started later has 8 MiB of it, from its start and under load', () => {
  assert.equal(roomAfterLoad(limit, 'thread'), 8);
});
