import process from 'node:process';
import { createInterface } from 'node:readline';

/**
 * Runs a program of bench/load: gives it what it was told, one value for each line, and ends the process,
 * whatever it does, when nothing more will be told. An error that it throws is reported, and ends it as well.
 */
export async function runTask(run: (told: AsyncIterator<unknown>) => Promise<void>): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  lines.once('close', () => process.exit(0));
  process.once('unhandledRejection', giveUp);
  await run(valuesOf(lines)).catch(giveUp);
}

async function* valuesOf(lines: AsyncIterable<string>): AsyncGenerator<unknown, void, void> {
  for await (const line of lines) yield JSON.parse(line);
}

/** Reports something to whoever started the load. */
export function report(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

function giveUp(error: unknown): void {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stdout.write(`${JSON.stringify({ error: words })}\n`, () => process.exit(1));
}
