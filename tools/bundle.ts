// npm run bundle: makes release/partyline-linux-x64.tar.gz, Partyline with the repository's own Node, for machines
// without Node and npm; and tries it, unpacked in an empty folder with nothing on the search path. It is for the system
// and processor that this runs on, which the name says; on Linux it needs glibc.
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { makePortable } from './bundle/portable.ts';
import { tryPortable } from './bundle/trial.ts';

const root = resolve(import.meta.dirname, '..');
const system = `${process.platform}-${process.arch}`;
const name = `partyline-${system}`;
const nodeFolder = join(root, 'node_modules', 'node');

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function bundle(work: string): Promise<string> {
  run('npm', 'pack', '--silent', '--pack-destination', work);
  const [packed = ''] = globSync('*.tgz', { cwd: work });
  run('tar', '-xzf', join(work, packed), '-C', work);
  makePortable(join(work, name), {
    packageFolder: join(work, 'package'),
    node: process.execPath,
    nodeLicense: join(nodeFolder, 'node_modules', `node-${system}`, 'LICENSE'),
  });
  const file = join(root, 'release', `${name}.tar.gz`);
  mkdirSync(join(root, 'release'), { recursive: true });
  const owner = ['--owner=0', '--group=0', '--numeric-owner'];
  run('tar', ...owner, '-czf', file, '-C', work, name);
  const empty = join(work, 'empty');
  mkdirSync(empty);
  run('tar', '-xzf', file, '-C', empty);
  mkdirSync(join(work, 'home'));
  await tryPortable(join(empty, name, 'partyline'), join(work, 'home'));
  return file;
}

const work = mkdtempSync(join(tmpdir(), 'partyline-bundle-'));
try {
  process.stderr.write(`${await bundle(work)} is made and was tried.\n`);
} catch (error) {
  process.stderr.write(
    `The bundle cannot be used: ${error instanceof Error ? error.message : error}\n`,
  );
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
