import { cpSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * Copies the data folder of a server that runs, but for the index of the search, whose thread makes and removes files
 * whenever it likes and which the next server makes anew.
 */
export function copyRunningFolder(from: string, to: string): void {
  const filter = (path: string) => !/^search\.sqlite|\.sock$/.test(basename(path));
  cpSync(from, to, { recursive: true, filter });
}
