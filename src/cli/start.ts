import { readFileSync } from 'node:fs';
import process from 'node:process';

/**
 * Starts the `partyline` command with this process's arguments. Files are loaded only when they are needed.
 *
 * @param prepare runs before any but the smallest is loaded
 */
export function start(prepare: () => Promise<void>): void {
  const argv = process.argv.slice(2);
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.on('error', tellFailure);
    process.stdout.write(`${version()}\n`);
  } else run(argv, prepare);
}

async function run(argv: readonly string[], prepare: () => Promise<void>): Promise<void> {
  await prepare();
  const { main } = await import('./program.ts');
  await main(argv, version());
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return JSON.parse(manifest).version;
}

async function tellFailure(error: Error): Promise<void> {
  const [{ report }, { endOf }] = await Promise.all([
    import('./program.ts'),
    import('./output.ts'),
  ]);
  process.exitCode = report(endOf(error));
}
