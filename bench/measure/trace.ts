import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linesOf } from './load.ts';
import { loadCore, spawnPinned } from './pinned.ts';
import { withFolder } from './temporary.ts';

/** How often a process has called what writes and flushes. */
export interface Calls {
  /** fsync and fdatasync. */
  readonly flushes: number;
  /** write and pwrite64. */
  readonly writes: number;
}

const traced = ['fsync', 'fdatasync', 'write', 'pwrite64'];

/**
 * Counts system calls of a process and all its threads with strace while something goes on, which slows the
 * process down. Undefined when it cannot be traced.
 */
export function countCalls(
  pid: number,
  meanwhile: () => Promise<void>,
): Promise<Calls | undefined> {
  return withFolder(async (folder) => {
    const file = join(folder, 'calls');
    const args = ['-f', '-c', '-o', file, '-e', `trace=${traced.join(',')}`, '-p', String(pid)];
    const strace = spawnPinned(loadCore, 'strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const gone = once(strace, 'exit').catch(() => {});
    const { done, value } = await linesOf(strace.stderr as NodeJS.ReadableStream).next();
    if (done === true || !String(value).includes('attached')) {
      strace.kill();
      return undefined;
    }
    try {
      await meanwhile();
    } finally {
      strace.kill('SIGINT');
      await gone;
    }
    return callsIn(readFileSync(file, 'utf8'));
  });
}

/** Reads the summary of strace: calls stand in the fourth column, the name in the last one. */
export function callsIn(summary: string): Calls {
  const count = (...names: readonly string[]) =>
    summary
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((cells) => names.includes(cells.at(-1) ?? ''))
      .reduce((sum, cells) => sum + Number(cells[3]), 0);
  return { flushes: count('fsync', 'fdatasync'), writes: count('write', 'pwrite64') };
}
