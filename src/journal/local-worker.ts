/*
 * The thread of the local journal. It owns the only connection that writes: takes a batch, decides on
 * it by the rules, commits it with one flush to the disk, and only then tells the outcomes.
 */
import { flushCompileCache } from 'node:module';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { freeBytesOf } from '../base/free-bytes.ts';
import { growYoungObjects } from '../base/young-objects.ts';
import { apply } from '../chat/apply.ts';
import { Checkpoints, moveLogIntoDatabase } from '../store/checkpoints.ts';
import { openDatabase } from '../store/database.ts';
import { FilesInPlace, FolderLostError } from '../store/files-in-place.ts';
import { assertBegun, migrate } from '../store/migrations.ts';
import { toPlainError } from '../store/plain-error.ts';
import { letShrink, shrink } from '../store/shrinking.ts';
import { SqliteTables } from '../store/sqlite-tables.ts';
import { BatchCommitter } from './batch-committer.ts';
import { FreeSpace } from './free-space.ts';
import type { FromWorker, LocalWorkerData, ToWorker } from './local-messages.ts';
import { packOutcomes, unpackProposals } from './packing.ts';
import { Reserve } from './reserve.ts';
import { SpaceGate } from './space-gate.ts';

const { file, minFreeBytes, mayBegin, shrinks } = workerData as LocalWorkerData;
/** How often the files are looked at while nothing is posted, in milliseconds. */
const lookEveryMs = 1_000;
/** The log that waits to be moved into the database, at most: see Checkpoints. */
const unsettledBytes = 24 * 1024 * 1024;

let database: DatabaseSync | undefined;
let files: FilesInPlace | undefined;

function start(): void {
  database = openDatabase(file);
  if (!mayBegin) assertBegun(database);
  migrate(database);
  if (shrinks) letShrink(database);
  const tables = new SqliteTables(database);
  const inPlace = new FilesInPlace(database, file);
  files = inPlace;
  const reserve = new Reserve(dirname(file));
  const checkpoints = new Checkpoints(database);
  const gate = makeGate(tables, reserve, checkpoints);
  const lookAround = () => {
    inPlace.assert();
    gate.look();
    if (!gate.isLow) reserve.make(minFreeBytes);
    checkpoints.dropErasedText();
  };
  setInterval(() => failing(lookAround), lookEveryMs).unref();
  serve(tables, gate, checkpoints);
  flushCompileCache();
  growYoungObjects();
  tell({ type: 'ready' });
}

function makeCommitter(tables: SqliteTables): BatchCommitter {
  return new BatchCommitter(tables, {
    rules: apply,
    onFault: ({ type }, error) =>
      tell({ type: 'fault', proposal: type, error: toPlainError(error) }),
  });
}

function makeGate(tables: SqliteTables, reserve: Reserve, checkpoints: Checkpoints): SpaceGate {
  const folder = dirname(file);
  const ask = () => {
    // A log that has been moved begins anew: what follows takes its room.
    if (freeBytesOf(folder) < minFreeBytes + 2 * unsettledBytes) checkpoints.run();
    return freeBytesOf(folder);
  };
  const space = new FreeSpace({ minBytes: minFreeBytes, unsettledBytes, ask });
  const changed = (isLow: boolean) => tell({ type: 'space', isLow, freeBytes: space.freeBytes });
  return new SpaceGate({ tables, space, reserve, changed });
}

function serve(tables: SqliteTables, gate: SpaceGate, checkpoints: Checkpoints): void {
  const committer = makeCommitter(tables);
  parentPort?.on('message', (message: ToWorker) => {
    failing(() => {
      if (message.type === 'close') return close();
      const { rulesVersion } = message;
      const begunMs = performance.now();
      const proposals = unpackProposals(message.proposals);
      const outcomes = gate.pass(proposals, (passed) =>
        committer.commit({ rulesVersion, proposals: passed }),
      );
      files?.assert();
      const tookMs = performance.now() - begunMs;
      tell({ type: 'committed', outcomes: packOutcomes(proposals, outcomes), tookMs });
      if (tables.takeErased()) {
        checkpoints.textWasErased();
        if (shrinks && database !== undefined) shrink(database);
      }
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
