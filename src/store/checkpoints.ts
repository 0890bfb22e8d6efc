import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Pages of 4 KiB that the write-ahead log gathers before they are moved into the database: 16 MiB. */
const defaultThresholdPages = 4_096;

/**
 * Moves the write-ahead log into the database at moments its owner chooses, between commits and after
 * they were acknowledged, instead of inside a commit as SQLite does by itself.
 */
export class Checkpoints {
  readonly #look: StatementSync;
  readonly #run: StatementSync;
  readonly #thresholdPages: number;

  /** @param database a connection that writes; its own automatic checkpoints are turned off */
  constructor(database: DatabaseSync, thresholdPages = defaultThresholdPages) {
    database.exec('PRAGMA wal_autocheckpoint = 0');
    this.#look = database.prepare('PRAGMA wal_checkpoint(NOOP)');
    this.#run = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
    this.#thresholdPages = thresholdPages;
  }

  /** Moves what has gathered if it is enough to be worth it. Call it outside a transaction. */
  runIfDue(): void {
    const state = this.#look.get();
    const waitingPages = Number(state?.log) - Number(state?.checkpointed);
    if (waitingPages >= this.#thresholdPages) this.#run.get();
  }
}
