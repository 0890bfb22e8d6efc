import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { parentPort } from 'node:worker_threads';
import { freeBytesOf } from '../base/free-bytes.ts';
import { apply } from '../chat/apply.ts';
import { Checkpoints, moveLogIntoDatabase } from '../store/checkpoints.ts';
import { openDatabase } from '../store/database.ts';
import { FilesInPlace, FolderLostError } from '../store/files-in-place.ts';
import { LogRoom } from '../store/log-room.ts';
import { assertBegun, migrate } from '../store/migrations.ts';
import { toPlainError } from '../store/plain-error.ts';
import { letShrink, shrink } from '../store/shrinking.ts';
import { SqliteTables } from '../store/sqlite-tables.ts';
import { BatchCommitter } from './batch-committer.ts';
import { FreeSpace } from './free-space.ts';
import { Reserve } from './reserve.ts';
import { SpaceGate } from './space-gate.ts';
import type { FromWorker, StoreData } from './thread-messages.ts';

/* The store as a journal's thread has it. */

/** How often the files are looked at while nothing is posted, in milliseconds. */
const lookEveryMs = 1_000;
/** The log that waits to be moved into the database, at most: see Checkpoints. */
const unsettledBytes = 24 * 1024 * 1024;

/** The only connection that writes, and the looking after it between commits. */
export class ThreadStore {
  readonly database: DatabaseSync;
  readonly tables: SqliteTables;
  readonly committer: BatchCommitter;
  readonly gate: SpaceGate;
  readonly reserve: Reserve;
  readonly #shrinks: boolean;
  readonly #files: FilesInPlace;
  readonly #checkpoints: Checkpoints;
  readonly #logRoom: LogRoom;
  /** Something was committed since the last look around. */
  #isUsed = false;

  /** Opens the store and brings it up to date. Throws InputError when it cannot be used. */
  constructor({ file, minFreeBytes, mayBegin, shrinks }: StoreData) {
    this.#shrinks = shrinks;
    this.database = openDatabase(file);
    try {
      if (!mayBegin) assertBegun(this.database);
      migrate(this.database);
      if (shrinks) letShrink(this.database);
      this.tables = new SqliteTables(this.database);
      this.#files = new FilesInPlace(this.database, file);
      this.reserve = new Reserve(dirname(file));
      this.#checkpoints = new Checkpoints(this.database);
      this.#logRoom = new LogRoom(file);
      this.gate = this.#makeGate(dirname(file), minFreeBytes);
      this.committer = new BatchCommitter(this.tables, {
        rules: apply,
        onFault: ({ type }, error) =>
          tell({ type: 'fault', proposal: type, error: toPlainError(error) }),
      });
    } catch (error) {
      this.database.close();
      throw error;
    }
    setInterval(() => this.failing(() => this.#lookAround(minFreeBytes)), lookEveryMs).unref();
  }

  /**
   * Call it after a commit and before its acknowledgement.
   *
   * @throws FolderLostError when the file is no longer where it was
   */
  assertInPlace(): void {
    this.#files.assert();
  }

  /** Does what a commit leaves to do. Call it once the commit was acknowledged. */
  tidy(): void {
    this.#isUsed = true;
    if (this.tables.takeErased()) {
      this.#checkpoints.textWasErased();
      if (this.#shrinks) shrink(this.database);
    }
    this.#checkpoints.runIfDue();
  }

  /** Runs `action`; when it throws, the journal is told and the thread ends: nothing is tried again. */
  failing(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Tells the journal that nothing can be stored any more, and ends the thread. */
  fail(error: unknown): void {
    tell({ type: 'failed', error: toPlainError(this.#causeOf(error)) });
    this.end();
  }

  /** Ends when everything is stored: in the one file, so that a copy of it is whole. */
  close(): void {
    this.#files.assert();
    moveLogIntoDatabase(this.database);
    this.end();
  }

  /** Ends the thread: with its port closed and the database gone, nothing keeps it. */
  end(): void {
    parentPort?.close();
    if (!this.database.isOpen) return;
    this.database.close();
    this.#logRoom.close();
  }

  #lookAround(minFreeBytes: number): void {
    this.#files.assert();
    this.gate.look();
    if (!this.gate.isLow) this.reserve.make(minFreeBytes);
    this.#checkpoints.dropErasedText();
    // A server at rest writes nothing.
    if (this.#isUsed && !this.gate.isLow) this.#logRoom.lengthen();
    this.#isUsed = false;
  }

  #makeGate(folder: string, minFreeBytes: number): SpaceGate {
    const ask = () => {
      // A log that has been moved begins anew: what follows takes its room.
      if (freeBytesOf(folder) < minFreeBytes + 2 * unsettledBytes) this.#checkpoints.run();
      return freeBytesOf(folder);
    };
    const space = new FreeSpace({ minBytes: minFreeBytes, unsettledBytes, ask });
    const changed = (isLow: boolean) => tell({ type: 'space', isLow, freeBytes: space.freeBytes });
    return new SpaceGate({ tables: this.tables, space, reserve: this.reserve, changed });
  }

  /** Where the files are gone, that is the reason for whatever else went wrong. */
  #causeOf(error: unknown): unknown {
    if (error instanceof FolderLostError) return error;
    try {
      this.#files.assert();
      return error;
    } catch (lost) {
      return lost;
    }
  }
}

/** Tells the journal. */
export function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}

/** Opens the store; when that fails, the journal is told, and the thread ends. */
export function openThreadStore(data: StoreData): ThreadStore | undefined {
  try {
    return new ThreadStore(data);
  } catch (error) {
    tell({ type: 'failed', error: toPlainError(error) });
    parentPort?.close();
    return undefined;
  }
}
