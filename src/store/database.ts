import { chmodSync, closeSync, type Stats, statSync } from 'node:fs';
import { DamageError, InputError } from '../base/errors.ts';
import { assertOwn } from '../base/other-users.ts';
import { openPrivateAppend, systemReason } from '../base/private-files.ts';
import { DatabaseSync } from '../base/sqlite.ts';

/* How the SQLite file is opened, and what its errors mean. */

/** How a database is opened. */
export interface DatabaseOptions {
  /** Only reads; the file must exist. Default false. */
  readonly readOnly?: boolean;
}

/** How long a statement waits for another connection's lock, in milliseconds. */
const busyTimeoutMs = 5_000;

/*
 * secure_delete overwrites what is deleted with zeros, so that it can be found in the file no more.
 * fullfsync makes macOS flush the drive's own cache as well (F_FULLFSYNC); elsewhere it does nothing.
 * A new file gets pages of 8 KiB, twice SQLite's own: a batch takes half as many, and each is two writes into the log.
 * The write-ahead log starts over after each checkpoint and keeps at most this size then.
 */
const writerPragmas = `
  PRAGMA page_size = 8192;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  PRAGMA fullfsync = ON;
  PRAGMA checkpoint_fullfsync = ON;
  PRAGMA journal_size_limit = ${64 * 1024 * 1024};
  PRAGMA cache_size = -16384;
`;

const commonPragmas = `
  PRAGMA foreign_keys = ON;
  PRAGMA trusted_schema = OFF;
  PRAGMA temp_store = MEMORY;
`;

/**
 * Opens the SQLite database `file`, made with mode 0600 if it is missing. A connection that writes is
 * in WAL mode with `synchronous = FULL`, so that a commit returns only once it is on the disk; that is
 * read back, not assumed. Throws InputError when the file cannot be used.
 */
export function openDatabase(file: string, options: DatabaseOptions = {}): DatabaseSync {
  const readOnly = options.readOnly ?? false;
  if (!readOnly) makePrivateDatabase(file);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly, timeout: busyTimeoutMs });
    database.exec(commonPragmas);
    if (!readOnly) database.exec(writerPragmas);
    assertDurable(database, file, readOnly);
    return database;
  } catch (error) {
    database?.close();
    throw openingError(file, error);
  }
}

/**
 * Makes an empty database file for its owner alone (0600 whatever the umask), or narrows the one that
 * is there. An existing file is never opened for that: to close it again would take away the locks
 * that SQLite holds on it in this process (sqlite.org/howtocorrupt.html, section 2.2).
 * Throws InputError.
 */
export function makePrivateDatabase(file: string): void {
  const state = statSync(file, { throwIfNoEntry: false });
  if (!state) closeSync(openPrivateAppend(file));
  else if (!state.isFile())
    throw new InputError(`Cannot open the database ${file}: it is no file.`);
  else narrow(file, state);
}

function narrow(file: string, state: Stats): void {
  if (process.platform === 'win32') return;
  assertOwn(file, state);
  try {
    chmodSync(file, 0o600);
  } catch (error) {
    throw new InputError(`Cannot keep ${file} from other users: ${systemReason(error)}.`);
  }
}

/** Throws InputError unless commits are flushed to the disk before they return. */
function assertDurable(database: DatabaseSync, file: string, readOnly: boolean): void {
  const mode = database.prepare('PRAGMA journal_mode').get()?.journal_mode;
  const synchronous = database.prepare('PRAGMA synchronous').get()?.synchronous;
  if (mode === 'wal' && (readOnly || synchronous === 2)) return;
  throw new InputError(
    `The database ${file} cannot be kept safe where it is: journal_mode is ${mode} and synchronous is ${synchronous}, but wal and 2 are needed. Choose a data folder on a local disk.`,
  );
}

/** SQLite's primary result codes that have words of their own (sqlite.org/rescode.html). */
const reasons: Readonly<Record<number, string>> = {
  5: 'another program has it locked; stop that program',
  8: 'it can only be read; make it and its folder writable',
  11: 'it is damaged; restore it from a backup or choose another data folder',
  13: 'the disk is full; make room',
  14: 'the file is missing or its folder cannot be used; check the path and its permissions',
  26: 'it is not a database; restore it from a backup or choose another data folder',
};

function openingError(file: string, error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  const reason = reasons[code] ?? (error as Error).message;
  const sentence = `Cannot open the database ${file}: ${reason}.`;
  return isDamage(error) ? new DamageError(sentence) : new InputError(sentence);
}

/** SQLite's primary result code of an error that came from SQLite; undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

/** Whether SQLite found the file damaged, or no database (SQLITE_CORRUPT, SQLITE_NOTADB). */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === 11 || code === 26;
}

/**
 * Whether SQLite had no room on the disk for what it should write (SQLITE_FULL). Then it has written nothing that
 * counts, and once the transaction is rolled back everything is as before. A flush that finds no room is another
 * error: of that nobody knows what is on the disk.
 */
export function isDiskFull(error: unknown): boolean {
  return sqliteCode(error) === 13;
}

/** SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH: the row was wrong, the storage is well. */
const rowFaults: readonly number[] = [18, 19, 20];

/**
 * Whether SQLite could no longer read or write what it should (I/O error, full disk, damage, lock):
 * nothing more may be trusted to this connection. False for rows that break a constraint.
 */
export function isStorageFailure(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && !rowFaults.includes(code);
}
