// The `partyline` command. It loads files only when they are needed. As installed it is started
// by installed.ts.
import { readFileSync } from 'node:fs';
import process from 'node:process';

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

function start(argv: readonly string[]): void {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.on('error', tellFailure);
    process.stdout.write(`${version()}\n`);
  } else {
    import('./program.ts').then(({ main }) => main(argv, version()));
  }
}

start(process.argv.slice(2));
