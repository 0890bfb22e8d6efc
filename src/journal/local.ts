import { Worker } from 'node:worker_threads';
import type { Log } from '../base/log.ts';
import type { Proposal } from '../chat/proposals.ts';
import type { Journal } from './journal.ts';
import { ready, ThreadJournal } from './thread-journal.ts';
import type { StoreData } from './thread-messages.ts';

/* The journal of one machine. */

/** How a local journal is opened. */
export interface LocalJournalOptions {
  /**
   * With less room than this on the disk, in bytes, what would grow the store is refused with
   * `storage.full`; all else goes on. Default 64 MiB.
   */
  readonly minFreeBytes?: number;
  /** The file becomes smaller where entries are dropped. A file of before is rewritten once for that. Default false. */
  readonly shrinks?: boolean;
  /** A file that is missing or has no tables is a new store. Default true; otherwise it is refused. */
  readonly mayBegin?: boolean;
  /** Where proposals that the rules failed on are told of. Default: nowhere. */
  readonly log?: Log;
}

/** The room that is left on the disk if it is not said how much, in bytes. */
export const usualMinFreeBytes = 64 * 1024 * 1024;

/** A batch is cut here: a commit of so many takes some 20 ms, which everybody in it waits for. */
const maxBatchProposals = 4_096;
/** Or here, in UTF-16 code units of text; they bound what a batch takes in memory. */
const maxBatchText = 4 * 1024 * 1024;

/**
 * Opens the journal that keeps everything in one SQLite file of this machine, which is made if it is
 * missing. It must be the file's only writer. Resolves once the store is at hand, whatever its size;
 * rejects with InputError when the file cannot be used.
 */
export async function openLocalJournal(
  file: string,
  options: LocalJournalOptions = {},
): Promise<Journal> {
  const { minFreeBytes = usualMinFreeBytes, mayBegin = true, shrinks = false, log } = options;
  const workerFile = new URL('./local-worker.ts', import.meta.url);
  const workerData: StoreData = { file, minFreeBytes, mayBegin, shrinks };
  const worker = new Worker(workerFile, { workerData });
  await ready(worker);
  return new ThreadJournal(worker, {
    ...(log && { log }),
    batchLength,
    isShared: false,
  });
}

/** How many of the proposals make up the next batch: all of them, as far as the bounds allow. */
function batchLength(proposals: readonly Proposal[]): number {
  let text = 0;
  let length = 0;
  for (const proposal of proposals) {
    if (length === maxBatchProposals || text >= maxBatchText) break;
    if (proposal.type === 'post') text += proposal.content.length;
    length += 1;
  }
  return length;
}
