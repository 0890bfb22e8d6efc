/*
 * Cuts the connections of people who talk, ten thousand times: `npm run test:cuts`, or
 * `npm run test:cuts -- SEED [RUNS]` to repeat a series. Ends with 1 when anything that was promised was not kept.
 */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import type { CutSummary } from '../test/cuts/cut-series.ts';

/** Every series has a line of its own, so that what is checked after each run stays small. */
const runsPerSeries = 50;
/** Series that go on at the same time in one thread: most of the time each waits for a stalled line or the disk. */
const atOnce = 4;

const [givenSeed, givenRuns] = process.argv.slice(2).map(Number);
const firstSeed = givenSeed ?? randomInt(2 ** 31);
// A series that is repeated is the only one.
const series = givenSeed === undefined ? 200 : 1;
const runs = givenRuns ?? runsPerSeries;
const startedAt = performance.now();
const total = { series: 0, messages: 0, cuts: 0, restarts: 0, violations: 0 };
let next = 0;

console.log(`Talking on lines that are cut, ${series} x ${runs} runs, first seed ${firstSeed}.`);
const threads = Math.min(series, availableParallelism());
await Promise.all(Array.from({ length: threads }, work));
const seconds = (performance.now() - startedAt) / 1_000;
console.log(
  `${total.series * runs} runs in ${seconds.toFixed(0)} s: ${total.messages} messages, ${total.cuts} cuts, ` +
    `${total.restarts} restarts, ${total.violations} violations.`,
);
process.exitCode = total.violations > 0 ? 1 : 0;

/** Gives a thread one seed after the other, until there are none. */
async function work(): Promise<void> {
  const worker = new Worker(new URL('cut-worker.ts', import.meta.url));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let open = 0;
  const give = () => {
    while (open < atOnce && next < series) {
      worker.postMessage({ seed: firstSeed + next, runs });
      open += 1;
      next += 1;
    }
    if (open === 0) resolve();
  };
  worker.on('error', reject);
  worker.on('message', ({ seed, summary }: { seed: number; summary: CutSummary }) => {
    open -= 1;
    report(seed, summary);
    give();
  });
  give();
  await promise;
  await worker.terminate();
}

function report(seed: number, { messages, cuts, restarts, violations }: CutSummary): void {
  total.series += 1;
  total.messages += messages;
  total.cuts += cuts;
  total.restarts += restarts;
  total.violations += violations.length;
  console.log(`seed ${seed}: ${messages} messages, ${cuts} cuts, ${restarts} restarts`);
  for (const violation of violations) console.error(`VIOLATION with seed ${seed}: ${violation}`);
}
