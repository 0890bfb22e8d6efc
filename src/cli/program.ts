import process from 'node:process';
import { type Command, CommanderError } from 'commander';
import { assertDecoded } from '../base/utf8.ts';
import { safeText } from '../talk/safe-text.ts';
import { createCommandLine } from './command-line.ts';
import { exitCodeOf, exitCodes, QuietEnd, sentenceOf } from './exit-codes.ts';
import { flushed, openOutput } from './output.ts';
import { processEnvironment } from './process-environment.ts';
import { withoutFetch } from './without-fetch.ts';

/** How long what a command left open may hold up the end of the process, in milliseconds. */
const lingerMs = 500;

/** Runs the command line and ends the process with the exit code of sysexits(3) that fits. */
export async function main(argv: readonly string[], version: string): Promise<void> {
  openOutput();
  withoutFetch();
  process.on('uncaughtException', (error) => {
    process.exit(report(error));
  });
  process.exitCode = await runProgram(argv, version);
  setTimeout(() => process.exit(), lingerMs).unref();
}

/** Runs one command in its environment; resolves with its exit code. Errors are told on standard error. */
export async function runProgram(argv: readonly string[], version: string): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = createCommandLine(version, {
    environment: processEnvironment(),
    finish: (code) => {
      exitCode = code;
    },
  });
  try {
    for (const [index, argument] of argv.entries()) {
      assertDecoded(argument, `argument ${index + 1}`);
    }
    await parse(program, argv);
    if (exitCode === exitCodes.ok) await flushed();
    return exitCode;
  } catch (error) {
    return report(error);
  }
}

/** Runs what the arguments ask for; commander has told the person what is wrong with them. */
async function parse(program: Command, argv: readonly string[]): Promise<void> {
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw new QuietEnd(exitCodes.usage);
  }
}

/** Tells the person what went wrong; returns the exit code. */
export function report(error: unknown): number {
  const { errors, variables } = processEnvironment();
  const sentence = sentenceOf(error);
  if (sentence !== undefined) errors.write(`${safeText(sentence, { newlines: true })}\n`);
  if (variables.PARTYLINE_DEBUG === '1') console.error(error);
  return exitCodeOf(error);
}
