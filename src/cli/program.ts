import process from 'node:process';
import { CommanderError } from 'commander';
import { assertDecoded } from '../base/utf8.ts';
import { safeText } from '../terminal/safe-text.ts';
import { createCommandLine } from './command-line.ts';
import { exitCodeOf, exitCodes, sentenceOf } from './exit-codes.ts';
import { type ProcessEnvironment, processEnvironment } from './process-environment.ts';

/** How long what a command left open may hold up the end of the process, in milliseconds. */
const lingerMs = 500;

/** Runs the command line and ends the process with the exit code of sysexits(3) that fits. */
export async function main(argv: readonly string[], version: string): Promise<void> {
  // A reader that has gone (`| head`) is no mistake of ours.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  process.on('uncaughtException', (error) => {
    process.exit(report(error));
  });
  process.exitCode = await runProgram(argv, version, processEnvironment());
  setTimeout(() => process.exit(), lingerMs).unref();
}

/** Runs one command; resolves with its exit code. What goes wrong is told on standard error. */
async function runProgram(
  argv: readonly string[],
  version: string,
  environment: ProcessEnvironment,
): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = createCommandLine(version, {
    environment,
    finish: (code) => {
      exitCode = code;
    },
  });
  try {
    for (const [index, argument] of argv.entries()) {
      assertDecoded(argument, `argument ${index + 1}`);
    }
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    return report(error);
  }
}

/** Tells the person what went wrong; returns the exit code. */
function report(error: unknown): number {
  const sentence = sentenceOf(error);
  if (sentence !== undefined) process.stderr.write(`${safeText(sentence, { newlines: true })}\n`);
  if (process.env.PARTYLINE_DEBUG === '1') console.error(error);
  return exitCodeOf(error);
}
