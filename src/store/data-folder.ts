import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../base/errors.ts';
import { identityAt, isInPlace } from '../base/file-identity.ts';
import { makePrivateFolder, writePrivateFile } from '../base/private-files.ts';
import { DatabaseSync } from '../base/sqlite.ts';
import { makePrivateDatabase, sqliteCode } from './database.ts';

/* The data folder, and the lock by which one server has it. */

/** A server's data folder, held by this process alone. */
export interface DataFolder {
  /** Absolute. */
  readonly path: string;
  /** The path of a file in it. */
  file(name: string): string;
  /** Lets another process have it. May be called twice. */
  release(): void;
}

/** The file that is locked. */
export const lockName = 'lock.sqlite';

/** Accounts and messages of the line in a folder. */
export const databaseName = 'line.sqlite';

/** The index of the search: made from the database, and as good as missing. */
export const searchIndexName = 'search.sqlite';

/** The key behind all passwords. */
export const loginKeyName = 'login.key';

/** The key of the certificate. */
export const tlsKeyName = 'tls.key';

/** The certificate that clients know the server by. */
export const certificateName = 'tls.cert';

/** There from the beginning of the first start to its end, so that one that was cut off can be completed. */
export const firstStartName = 'first-start';

/** Locks of this process: a connection that nobody refers to is collected, and its lock with it. */
const held = new Set<DatabaseSync>();

/**
 * Makes the folder for its owner alone (0700) if it is missing, and takes it for this process until
 * `release` or the end of the process, however it ends: the lock is a file lock of the kernel, held
 * through SQLite. Throws InputError when another process has it, or it cannot be used.
 */
export function openDataFolder(path: string): DataFolder {
  const folder = resolve(path);
  makePrivateFolder(folder);
  const pidFile = join(folder, 'server.pid');
  const lock = takeLock(folder, pidFile);
  writePrivateFile(pidFile, `${process.pid}\n`);
  const ownPidFile = identityAt(pidFile);
  return {
    path: folder,
    file: (name) => join(folder, name),
    release() {
      if (!held.delete(lock)) return;
      // The folder may have been replaced, and have a server of its own.
      if (ownPidFile !== undefined && isInPlace(pidFile, ownPidFile)) rmSync(pidFile);
      lock.close();
    },
  };
}

function takeLock(folder: string, pidFile: string): DatabaseSync {
  const file = join(folder, lockName);
  const isNew = !existsSync(file);
  makePrivateDatabase(file);
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    // In memory: to lock an empty file takes no room on the disk then.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    // A server that runs on the folder may have lost the file that it locked.
    if (isNew) assertUnused(join(folder, databaseName));
    held.add(lock);
    return lock;
  } catch (error) {
    lock.close();
    throw lockingError(folder, pidFile, error);
  }
}

/**
 * Throws SQLite's error if any connection, of whatever process, has the database open. All else that may be
 * wrong with it is told by whoever opens it.
 */
function assertUnused(file: string): void {
  if (!existsSync(file)) return;
  const probe = new DatabaseSync(file, { timeout: 0 });
  try {
    probe.exec('PRAGMA locking_mode = EXCLUSIVE; SELECT count(*) FROM sqlite_schema');
  } catch (error) {
    if (isHeld(error)) throw error;
  } finally {
    probe.close();
  }
}

/** SQLITE_BUSY and SQLITE_LOCKED. */
const heldByAnother: readonly unknown[] = [5, 6];

function isHeld(error: unknown): boolean {
  return heldByAnother.includes(sqliteCode(error));
}

function lockingError(folder: string, pidFile: string, error: unknown): InputError {
  if (!isHeld(error)) {
    return new InputError(
      `Cannot lock the data folder ${folder}: ${(error as Error).message}. Choose a folder on a local disk.`,
    );
  }
  const pid = readPid(pidFile);
  const holder = pid === undefined ? '' : ` (process ${pid})`;
  return new InputError(
    `Another server${holder} is using the data folder ${folder}: stop it, or choose another folder with --data.`,
  );
}

function readPid(pidFile: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
