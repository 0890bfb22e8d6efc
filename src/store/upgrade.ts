import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { openDatabase } from './database.ts';
import { readVersion, schemaVersion } from './migrations.ts';

/** A store that an older version of the program has written. */
export interface Upgrade {
  /** Version of its schema. */
  readonly from: number;
  /** Version of the schema that it gets. */
  readonly to: number;
  /** Length of its database. */
  readonly bytes: number;
}

/** Where a database has its `user_version`, as 4 bytes (sqlite.org/fileformat2.html, section 1.3). */
const versionOffset = 60;

/**
 * Tells whether the store in a file has an older schema; undefined if not, or if there is none. It reads a few bytes of
 * one that has not, as that is so at nearly every start. No connection of this process may be open to it.
 */
export function pendingUpgrade(file: string): Upgrade | undefined {
  const state = statSync(file, { throwIfNoEntry: false });
  // A version only rises, so that one in the write-ahead log cannot be lower than that in the file.
  if (!state?.isFile() || versionInFile(file) >= schemaVersion) return undefined;
  const database = openDatabase(file, { readOnly: true });
  try {
    const from = readVersion(database);
    return from === 0 || from >= schemaVersion
      ? undefined
      : { from, to: schemaVersion, bytes: state.size };
  } finally {
    database.close();
  }
}

function versionInFile(file: string): number {
  const descriptor = openSync(file, 'r');
  try {
    const version = Buffer.alloc(4);
    readSync(descriptor, version, 0, version.length, versionOffset);
    return version.readUInt32BE();
  } finally {
    closeSync(descriptor);
  }
}
