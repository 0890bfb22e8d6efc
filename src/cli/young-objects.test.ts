import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

/** How large the room for young objects has become under load, in MiB, in a process that begins so. */
function roomAfterLoad(beginning: string): number {
  const script = `
    import { getHeapSpaceStatistics } from 'node:v8';
    ${beginning}
    const kept = [];
    for (let round = 0; round < 100; round++) {
      kept[round % 10] = Array.from({ length: 20_000 }, (_, index) => ({ index, text: 'x' + index }));
    }
    const space = getHeapSpaceStatistics().find((each) => each.space_name === 'new_space');
    console.log(space.space_size / 1024 / 1024);`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(stderr, '');
  return Number(stdout);
}

test('the room for young objects does not grow once it is limited', () => {
  const file = new URL('young-objects.ts', import.meta.url);
  const limited = roomAfterLoad(
    `import { limitYoungObjects } from '${file}'; limitYoungObjects();`,
  );
  assert.ok(limited > 0 && limited <= 8, `${limited} MiB`);
  const unlimited = roomAfterLoad('');
  assert.ok(unlimited > 16, `it would grow by itself: ${unlimited} MiB`);
});
