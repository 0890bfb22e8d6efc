import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isDiskFull, isStorageFailure } from './database.ts';

/** Bytes of pages that the write-ahead log gathers before they are moved into the database. */
const thresholdBytes = 16 * 1024 * 1024;

/** How often the length of the log is asked for at most, in milliseconds: a megabyte or two grow meanwhile. */
const askAfterMs = 20;

/**
 * Moves the write-ahead log into the database at moments its owner chooses, between commits and after
 * they were acknowledged, instead of inside a commit as SQLite does by itself.
 */
export class Checkpoints {
  readonly #database: DatabaseSync;
  readonly #look: StatementSync;
  readonly #move: StatementSync;
  readonly #thresholdPages: number;
  readonly #now: () => number;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  /** After a crash nobody knows: at first, it may. */
  #holdsErasedText = true;

  /**
   * @param database a connection that writes; its own automatic checkpoints are turned off
   * @param now milliseconds of a clock that only goes forward
   */
  constructor(
    database: DatabaseSync,
    thresholdPages = thresholdBytes / pageBytesOf(database),
    now: () => number = () => performance.now(),
  ) {
    database.exec('PRAGMA wal_autocheckpoint = 0');
    this.#database = database;
    this.#look = database.prepare('PRAGMA wal_checkpoint(NOOP)');
    this.#move = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
    this.#thresholdPages = thresholdPages;
    this.#now = now;
  }

  /**
   * Moves what has gathered, however little: the log begins anew then, and takes no more room. Where the database
   * finds none on a full disk, the log keeps what it has. Call it outside a transaction.
   */
  run(): void {
    try {
      this.#move.get();
    } catch (error) {
      if (!isDiskFull(error)) throw error;
    }
  }

  /** Moves what has gathered if it is enough to be worth it. Call it outside a transaction. */
  runIfDue(): void {
    const nowMs = this.#now();
    if (nowMs - this.#askedAtMs < askAfterMs) return;
    this.#askedAtMs = nowMs;
    const state = this.#look.get();
    const waitingPages = Number(state?.log) - Number(state?.checkpointed);
    if (waitingPages >= this.#thresholdPages) this.run();
  }

  /** Text was erased, and is in the log yet: pages of before stay there until they are written over. */
  textWasErased(): void {
    this.#holdsErasedText = true;
  }

  /**
   * Cuts the log to nothing if erased text may be in it. Waits for no reader: while one needs the log, the next call
   * tries again. Call it outside a transaction, from time to time.
   */
  dropErasedText(): void {
    if (this.#holdsErasedText) this.#holdsErasedText = !cutLog(this.#database);
  }
}

function pageBytesOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA page_size').get()?.page_size);
}

/** Moves all of the log into the database and cuts it to nothing, if no reader is in the way; returns whether. */
function cutLog(database: DatabaseSync): boolean {
  const waitMs = database.prepare('PRAGMA busy_timeout').get()?.timeout;
  database.exec('PRAGMA busy_timeout = 0');
  try {
    return moveLogIntoDatabase(database);
  } finally {
    database.exec(`PRAGMA busy_timeout = ${waitMs}`);
  }
}

/**
 * Moves all of the write-ahead log into the database, so that the one file holds everything; returns whether it
 * does. Where that fails, as on a full disk or while another program reads, the log keeps what it has.
 */
export function moveLogIntoDatabase(database: DatabaseSync): boolean {
  try {
    return database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy === 0;
  } catch (error) {
    if (!isStorageFailure(error)) throw error;
    return false;
  }
}
