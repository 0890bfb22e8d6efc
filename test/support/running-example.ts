import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Scope } from './cleanup.ts';

const root = resolve(import.meta.dirname, '../..');

/** A program as a user of the package runs it, with the package resolved to its source. */
export interface RunningExample {
  readonly child: ChildProcess;
  /** Lines of its standard output. */
  readonly output: AsyncIterator<string>;
  /** Resolves with the exit code, and what it wrote to standard error. */
  readonly ended: Promise<{ readonly code: number | null; readonly errors: string }>;
}

/** Runs a file of the repository, given by its path; it is ended with the scope. */
export function runExample(
  scope: Scope,
  file: string,
  options: { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> },
): RunningExample {
  const child = spawn(
    process.execPath,
    ['--conditions=partyline:source', join(root, file), ...(options.args ?? [])],
    { cwd: root, env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const output = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'close').then(([code]) => ({ code, errors }));
  scope.after(() => {
    child.kill('SIGKILL');
    return ended;
  });
  return { child, output, ended };
}
