/* A thread of tools/cut-test.ts: runs the series that it is given, and sends each summary back. */
import { parentPort } from 'node:worker_threads';
import { type CutSeriesOptions, runCutSeries } from '../test/cuts/cut-series.ts';

parentPort?.on('message', async ({ seed, runs }: CutSeriesOptions) => {
  parentPort?.postMessage({ seed, summary: await runCutSeries({ seed, runs }) });
});
