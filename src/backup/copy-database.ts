import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import { backup } from '../base/sqlite.ts';
import { openDatabase } from '../store/database.ts';

/** Pages of 4 KiB that are copied at a time. */
const pagesPerStep = 256;
/**
 * Copies a database as it is at one moment, also while others write to it: none of them waits. It keeps one read
 * transaction all the time, so that it need not begin anew with each commit, and what is committed meanwhile stays in
 * the write-ahead log until it is done.
 *
 * @param target an empty file
 * @param advance told how many bytes are copied of how many; what it throws ends the copy
 * @param rest called after some work, with how long that took
 */
export async function copyDatabase(
  source: string,
  target: string,
  advance: (done: number, total: number) => void,
  rest: (ms: number) => void,
): Promise<void> {
  const database = openDatabase(source, { readOnly: true });
  const descriptor = openSync(target, 'r+');
  try {
    database.exec('BEGIN');
    const pageBytes = Number(database.prepare('PRAGMA page_size').get()?.page_size);
    // The first statement that reads begins the transaction.
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    let stepBeganMs = performance.now();
    await backup(database, target, {
      rate: pagesPerStep,
      progress: ({ totalPages, remainingPages }) => {
        advance((totalPages - remainingPages) * pageBytes, totalPages * pageBytes);
        // With more at once, the journal's own flush would wait for it.
        fdatasyncSync(descriptor);
        rest(performance.now() - stepBeganMs);
        stepBeganMs = performance.now();
      },
    });
  } finally {
    closeSync(descriptor);
    database.close();
  }
}
