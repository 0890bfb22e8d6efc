import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from '../../base/sqlite.ts';
import type { Problem } from '../check/problem.ts';

/** Checks the file of the index of the search, if there is one. */
export function checkIndexFile(file: string): Problem[] {
  if (!existsSync(file)) return [];
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      const { integrity_check: found } = database.prepare('PRAGMA integrity_check(1)').get() ?? {};
      return found === 'ok' ? [] : [problem(String(found))];
    } finally {
      database.close();
    }
  } catch (error) {
    return [problem((error as Error).message)];
  }
}

/** Removes the file: the next server makes it anew. */
export function removeIndexFile(file: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
}

function problem(reason: string): Problem {
  return { kind: 'search', text: `the index of the search is damaged: ${reason}` };
}
