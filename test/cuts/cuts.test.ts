import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it } from 'node:test';
import { runCutSeries } from './cut-series.ts';

const series = 2;
const runsPerSeries = 50;
/** No run begins after it, so that a machine with little to spare makes fewer of them. */
const limitMs = 35_000;

describe('lines that are cut, stall and crawl while people talk, servers restart and people come and go', () => {
  it('bring every message once and in order to everybody, in up to 100 runs', async () => {
    const seed = randomInt(2 ** 32 - series);
    const seeds = Array.from({ length: series }, (_, index) => seed + index);
    const summaries = await Promise.all(
      seeds.map((one) => runCutSeries({ runs: runsPerSeries, limitMs, seed: one })),
    );
    for (const [index, { violations, cuts, runs }] of summaries.entries()) {
      const again = `again: npm run test:cuts -- ${seeds[index]} ${runsPerSeries}`;
      assert.deepEqual(violations, [], again);
      assert.ok(cuts > runs / 2, `${cuts} connections were cut in ${runs} runs; ${again}`);
    }
  });
});
