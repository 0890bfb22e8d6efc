/*
 * Kills servers under load a thousand times: `npm run test:kill`, or `npm run test:kill -- SEED` to
 * repeat a run. Ends with 1 when anything that was promised was not kept.
 */
import { randomInt } from 'node:crypto';
import process from 'node:process';
import { type CrashSummary, runCrashSeries } from '../test/kill/crash-series.ts';

/** Every series has a store of its own, so that a fault shows early and its store stays small. */
const series = 10;
const roundsPerSeries = 100;

const seed = Number(process.argv[2] ?? randomInt(2 ** 32));
const startedAt = performance.now();
const total = { rounds: 0, messages: 0, lostAcknowledgements: 0, violations: 0 };

console.log(`Killing servers ${series} x ${roundsPerSeries} times, seed ${seed}.`);
for (let index = 0; index < series; index += 1) {
  const summary = await runCrashSeries({ rounds: roundsPerSeries, seed: seed + index });
  report(index, summary);
}
const seconds = (performance.now() - startedAt) / 1_000;
console.log(
  `${total.rounds} kills in ${seconds.toFixed(0)} s (${(total.rounds / seconds).toFixed(1)} a second), ` +
    `seed ${seed}: ${total.messages} messages acknowledged, ${total.lostAcknowledgements} of them after ` +
    `a kill had kept back the acknowledgement, ${total.violations} violations.`,
);
process.exitCode = total.violations > 0 ? 1 : 0;

function report(index: number, summary: CrashSummary): void {
  const { messages, roundsWithAcknowledgements, lostAcknowledgements, violations } = summary;
  total.rounds += roundsPerSeries;
  total.messages += messages;
  total.lostAcknowledgements += lostAcknowledgements;
  total.violations += violations.length;
  console.log(
    `${total.rounds} kills: ${messages} messages, acknowledged in ${roundsWithAcknowledgements} of ` +
      `${roundsPerSeries} rounds, ${lostAcknowledgements} acknowledgements kept back`,
  );
  for (const violation of violations) console.error(`VIOLATION in series ${index}: ${violation}`);
}
