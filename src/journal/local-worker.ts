/*
 * The thread of the local journal. It owns the only connection that writes: takes a batch, decides on
 * it by the rules, commits it with one flush to the disk, and only then tells the outcomes.
 */
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { apply } from '../chat/apply.ts';
import { Checkpoints, moveLogIntoDatabase } from '../store/checkpoints.ts';
import { openDatabase } from '../store/database.ts';
import { FilesInPlace, FolderLostError } from '../store/files-in-place.ts';
import { assertBegun, migrate } from '../store/migrations.ts';
import { toPlainError } from '../store/plain-error.ts';
import { SqliteTables } from '../store/sqlite-tables.ts';
import { BatchCommitter } from './batch-committer.ts';
import { FreeSpace } from './free-space.ts';
import type { FromWorker, LocalWorkerData, ToWorker } from './local-messages.ts';
import { packOutcomes, unpackProposals } from './packing.ts';
import { SpaceGate } from './space-gate.ts';

const { file, minFreeBytes, mayBegin } = workerData as LocalWorkerData;
/** How often the files are looked at while nothing is posted, in milliseconds. */
const lookEveryMs = 1_000;

let database: DatabaseSync | undefined;
let files: FilesInPlace | undefined;

function start(): void {
  database = openDatabase(file);
  if (!mayBegin) assertBegun(database);
  migrate(database);
  const tables = new SqliteTables(database);
  const inPlace = new FilesInPlace(database, file);
  files = inPlace;
  setInterval(() => failing(() => inPlace.assert()), lookEveryMs).unref();
  serve(makeCommitter(tables), makeGate(tables), new Checkpoints(database));
  tell({ type: 'ready' });
}

function makeCommitter(tables: SqliteTables): BatchCommitter {
  return new BatchCommitter(tables, {
    rules: apply,
    onFault: ({ type }, error) =>
      tell({ type: 'fault', proposal: type, error: toPlainError(error) }),
  });
}

function makeGate(tables: SqliteTables): SpaceGate {
  const freeSpace = new FreeSpace(dirname(file), minFreeBytes);
  return new SpaceGate(tables, () => freeSpace.isLow());
}

function serve(committer: BatchCommitter, gate: SpaceGate, checkpoints: Checkpoints): void {
  parentPort?.on('message', (message: ToWorker) => {
    failing(() => {
      if (message.type === 'close') return close();
      const { rulesVersion } = message;
      const proposals = unpackProposals(message.proposals);
      const outcomes = gate.pass(proposals, (passed) =>
        committer.commit({ rulesVersion, proposals: passed }),
      );
      files?.assert();
      tell({ type: 'committed', outcomes: packOutcomes(proposals, outcomes) });
      checkpoints.runIfDue();
    });
  });
}

/** Runs `action`; when it throws, the journal is told and the thread ends: nothing is tried again. */
function failing(action: () => void): void {
  try {
    action();
  } catch (error) {
    tell({ type: 'failed', error: toPlainError(causeOf(error)) });
    end();
  }
}

/** Where the files are gone, that is the reason for whatever else went wrong. */
function causeOf(error: unknown): unknown {
  if (error instanceof FolderLostError) return error;
  try {
    files?.assert();
    return error;
  } catch (lost) {
    return lost;
  }
}

/** Ends when everything is stored: in the one file, so that a copy of it is whole. */
function close(): void {
  files?.assert();
  if (database !== undefined) moveLogIntoDatabase(database);
  end();
}

/** Ends the thread: with its port closed and the database gone, nothing keeps it. */
function end(): void {
  parentPort?.close();
  if (database?.isOpen) database.close();
}

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}

failing(start);
