// npm run build: compiles src/ into dist/, the JavaScript and the declarations that the package ships.
// npm runs it before it packs. The finished folder takes the place of the old one at once, so that
// whoever runs from dist/ never sees half of it.
import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';

const root = resolve(import.meta.dirname, '..');
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

function compile(folder: string): boolean {
  const args = [compiler, '-p', join(root, 'tsconfig.build.json'), '--outDir', folder];
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function replace(folder: string, replacement: string): void {
  const old = `${replacement}.old`;
  try {
    renameSync(folder, old);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  renameSync(replacement, folder);
  remove(old);
}

const dist = join(root, 'dist');
const fresh = join(root, `dist.${process.pid}`);
try {
  if (compile(fresh)) replace(dist, fresh);
  else process.exitCode = 1;
} finally {
  remove(fresh);
}
