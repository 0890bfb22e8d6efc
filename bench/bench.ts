// npm run bench: measures the built server against its peers. bench/run has the parts of the command,
// bench/scenarios what is measured.
import process from 'node:process';
import { pinNothing } from './measure/pinned.ts';
import { hasCompiler } from './measure/programs.ts';
import { helpOf, readArguments, UsageError, type Wanted } from './run/arguments.ts';
import { runScenarios } from './run/run-scenarios.ts';
import { tidyUpAtTheEnd } from './run/tidy.ts';
import { scenarios } from './scenarios/scenarios.ts';

/** Time in which a server warms up and nothing is counted, in milliseconds. */
const warmupMs = 1_500;
const quickWarmupMs = 50;

async function run(wanted: Wanted): Promise<number> {
  if (wanted.help) {
    process.stdout.write(helpOf(scenarios));
    return 0;
  }
  if (!hasCompiler) {
    console.error('There is no C compiler, which the bench needs: bench/setup installs one.');
    return 69;
  }
  tidyUpAtTheEnd();
  const { quick, repetitions, seconds, messages, letters, write } = wanted;
  if (quick) pinNothing();
  const effort = {
    ...{ quick, repetitions, mostMessages: messages, progress: () => {} },
    ...{ warmupMs: quick ? quickWarmupMs : warmupMs, runMs: seconds * 1000 },
  };
  const chosen = scenarios.filter(({ letter }) => letters.includes(letter));
  const { passed, failed } = await runScenarios(chosen, effort, write);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  try {
    const known = scenarios.map(({ letter }) => letter);
    return await run(readArguments(process.argv.slice(2), known));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\nnpm run bench -- --help says more.`);
    return 64;
  }
}

process.exit(await main());
