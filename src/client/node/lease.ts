import { closeSync } from 'node:fs';
import { openPrivateAppend } from '../../base/private-files.ts';
import { DatabaseSync } from '../../base/sqlite.ts';

/* Locks on files that end with their process. */

/** A file held by one client. */
export interface Lease {
  release(): void;
}

const sqliteBusy = 5;

/** A database that nobody can reach any more is closed by the garbage collector, and its lock lost. */
const held = new Set<DatabaseSync>();

/**
 * Takes a file for this client alone, or returns undefined if another one has it, in this process or
 * another. The lease is a lock of the operating system, through SQLite, which has it on every
 * system: a client that is killed lets go of it, and no number of a dead process can stand in the way.
 */
export function takeLease(file: string): Lease | undefined {
  closeSync(openPrivateAppend(file));
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    // In memory: to lock an empty file takes no room on the disk then.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === sqliteBusy) return undefined;
    throw error;
  }
  held.add(database);
  return {
    release: () => {
      if (held.delete(database)) database.close();
    },
  };
}
