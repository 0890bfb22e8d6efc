import type { DatabaseSync } from 'node:sqlite';
import { isDiskFull } from './database.ts';

/* A database that gives room back to the disk, a little at a time. */

/** Pages of 4 KiB that are given back in one step: it takes a few milliseconds. */
const pagesPerStep = 512;

/**
 * Makes the database one that can be made smaller. One of before is rewritten for that, which takes as long as to
 * copy it; where the disk has no room for that, it stays as it is, and uses again what becomes free in it.
 */
export function letShrink(database: DatabaseSync): void {
  if (database.prepare('PRAGMA auto_vacuum').get()?.auto_vacuum === 2) return;
  database.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA temp_store = FILE');
  try {
    database.exec('VACUUM');
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  } finally {
    database.exec('PRAGMA temp_store = MEMORY');
  }
}

/** Gives some of the room that is free in the database back to the disk. Call it outside a transaction. */
export function shrink(database: DatabaseSync): void {
  database.exec(`PRAGMA incremental_vacuum(${pagesPerStep})`);
}
