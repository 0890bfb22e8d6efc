import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';

const folder = join(import.meta.dirname, '..');
const made = join(folder, '../node_modules/.cache/bench');

/** Whether there is a C compiler. */
export const hasCompiler = spawnSync('cc', ['--version'], { stdio: 'ignore' }).status === 0;

/**
 * Path of a program of the bench, compiled from its source (`load/load.c`) if that is newer.
 *
 * @throws Error with what the compiler said
 */
export function compiled(source: string): string {
  const from = join(folder, source);
  const to = join(made, basename(source, '.c'));
  const modified = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (modified(to) >= modified(from)) return to;
  mkdirSync(made, { recursive: true });
  // Another process may be about to run it.
  const fresh = `${to}.${process.pid}`;
  const args = ['-O2', '-Wall', '-Wextra', '-Wno-unused-result', '-o', fresh, from];
  const { status, stderr } = spawnSync('cc', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`compiling ${source} failed: ${stderr}`);
  renameSync(fresh, to);
  return to;
}
