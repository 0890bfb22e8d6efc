#!/usr/bin/env node
// The `partyline` command. What it needs is loaded only when it is needed, and not before the
// version of Node is known to be able to run it.
import { readFileSync } from 'node:fs';
import process from 'node:process';

const neededMajor = 24;
const exitConfiguration = 78;

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return JSON.parse(manifest).version;
}

function start(argv: readonly string[]): void {
  if (Number(process.versions.node.split('.')[0]) < neededMajor) {
    process.stderr.write(
      `Partyline needs Node ${neededMajor} or newer, and this is Node ${process.versions.node}: ` +
        'get it from https://nodejs.org/en/download.\n',
    );
    process.exitCode = exitConfiguration;
  } else if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${version()}\n`);
  } else {
    import('./program.ts').then(({ main }) => main(argv, version()));
  }
}

start(process.argv.slice(2));
