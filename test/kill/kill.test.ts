import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { runCrashSeries } from './crash-series.ts';

test('a server that is killed 50 times under load loses, doubles and swaps nothing', async (t) => {
  const seed = randomInt(2 ** 32);
  const summary = await runCrashSeries({ rounds: 50, seed });
  const { violations, ...counts } = summary;
  t.diagnostic(`seed ${seed}: ${JSON.stringify(counts)}`);
  assert.deepEqual(violations, [], `seed ${seed}`);
});
