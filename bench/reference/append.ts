import { join } from 'node:path';
import { linesOf } from '../measure/load.ts';
import { serverCore, spawnPinned } from '../measure/pinned.ts';
import { compiled } from '../measure/programs.ts';

/** About what a message of the bench takes in a file, in bytes. */
export const appendedBytes = 250;

/** The result of writing and fsyncing again and again; times in microseconds, but for `seconds`. */
export interface Appended {
  readonly seconds: number;
  readonly flushes: number;
  readonly p50: number;
  readonly p99: number;
}

/** Name in figures. */
export const appendName = 'write + fsync';

/** Appends 250 bytes to a file in the folder and fsyncs it, again and again; see append.c. */
export async function append(folder: string, runMs: number): Promise<Appended> {
  const args = [join(folder, 'appended'), String(appendedBytes), String(runMs)];
  const child = spawnPinned(serverCore, compiled('reference/append.c'), args, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of linesOf(child.stdout as NodeJS.ReadableStream)) return JSON.parse(line);
  throw new Error('writing and fsyncing failed');
}
