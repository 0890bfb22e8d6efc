import { Worker } from 'node:worker_threads';
import { type Log, silentLog } from '../base/log.ts';
import type { Outcome, OutcomeOf, Proposal } from '../chat/proposals.ts';
import { rulesVersion } from '../chat/rules-version.ts';
import { fromPlainError } from '../store/plain-error.ts';
import type { Committed, Journal, Space } from './journal.ts';
import type { FromWorker, LocalWorkerData, ToWorker } from './local-messages.ts';
import { packProposals, unpackOutcomes } from './packing.ts';

/* The journal of one machine: gathers proposals into batches, and hands them to its thread. */

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
 * So many wait for nothing that may still arrive in this round of the event loop: while they are committed,
 * the rest is taken in. Where the listeners take longer than a commit, that would gain nothing: then they wait, and
 * the listeners work on fewer and larger batches.
 */
const enoughProposals = 256;

/**
 * Opens the journal that keeps everything in one SQLite file of this machine, which is made if it is
 * missing. It must be the file's only writer. Resolves once the store is at hand, whatever its size;
 * rejects with InputError when the file cannot be used.
 */
export async function openLocalJournal(
  file: string,
  options: LocalJournalOptions = {},
): Promise<Journal> {
  const {
    minFreeBytes = usualMinFreeBytes,
    mayBegin = true,
    shrinks = false,
    log = silentLog,
  } = options;
  const workerFile = new URL('./local-worker.ts', import.meta.url);
  const workerData: LocalWorkerData = { file, minFreeBytes, mayBegin, shrinks };
  const worker = new Worker(workerFile, { workerData });
  await ready(worker);
  return new LocalJournal(worker, log);
}

function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: FromWorker) => {
      worker.off('error', reject);
      if (message.type === 'failed') reject(fromPlainError(message.error));
      else resolve();
    });
  });
}

/** A caller that waits for the outcome of one proposal. */
interface Waiter {
  resolve(outcome: Outcome): void;
  reject(error: Error): void;
}

class LocalJournal implements Journal {
  readonly #worker: Worker;
  readonly #log: Log;
  readonly #exited: Promise<void>;
  readonly #waiters = new Map<number, Waiter>();
  #state: 'open' | 'closing' | 'ended' = 'open';
  /** Handed in and not with the thread yet. */
  #waiting: Proposal[] = [];
  /** With the thread; undefined: it is idle. */
  #underWay: readonly Proposal[] | undefined;
  /** Ticket of the first proposal under way, or of the next one to be. */
  #firstTicket = 1;
  #nextTicket = 1;
  #sendIsScheduled = false;
  /** The listeners took longer for the last batch than its commit. */
  #listenersAreSlow = false;
  #commitListener: (batch: Committed) => void = () => {};
  #spaceListener: ((space: Space) => void) | undefined;
  #space: Space = { isLow: false, freeBytes: 0 };
  #failureListener: ((error: Error) => void) | undefined;
  #failure: Error | undefined;

  constructor(worker: Worker, log: Log) {
    this.#worker = worker;
    this.#log = log;
    this.#exited = new Promise((resolve) => {
      worker.once('exit', (code) => {
        if (this.#state !== 'ended') {
          this.#fail(new Error(`the thread of the journal ended by itself, with code ${code}`));
        }
        resolve();
      });
    });
    worker.on('error', (error) => this.#fail(error as Error));
    worker.on('message', (message: FromWorker) => this.#take(message));
  }

  propose(proposal: Proposal): number {
    const ticket = this.#nextTicket;
    this.#nextTicket += 1;
    if (this.#state !== 'open') return ticket;
    this.#waiting.push(proposal);
    if (this.#underWay) return ticket;
    if (this.#waiting.length >= enoughProposals && !this.#listenersAreSlow) this.#sendNext();
    else if (!this.#sendIsScheduled) {
      // Proposals that arrive in this round of the event loop go into the same batch.
      this.#sendIsScheduled = true;
      setImmediate(this.#sendScheduled);
    }
    return ticket;
  }

  request<P extends Proposal>(proposal: P): Promise<OutcomeOf<P>> {
    const isOpen = this.#state === 'open';
    const ticket = this.propose(proposal);
    return new Promise((resolve, reject) => {
      if (!isOpen) reject(this.#failure ?? new Error('the journal is closed'));
      else this.#waiters.set(ticket, { resolve: resolve as Waiter['resolve'], reject });
    });
  }

  onCommit(listener: (batch: Committed) => void): void {
    this.#commitListener = listener;
  }

  onFailure(listener: (error: Error) => void): void {
    this.#failureListener = listener;
    if (this.#failure) listener(this.#failure);
  }

  onSpace(listener: (space: Space) => void): void {
    this.#spaceListener = listener;
    if (this.#space.isLow) listener(this.#space);
  }

  close(): Promise<void> {
    if (this.#state === 'open') {
      this.#state = 'closing';
      if (!this.#underWay) this.#sendNext();
    }
    return this.#exited;
  }

  readonly #sendScheduled = (): void => {
    this.#sendIsScheduled = false;
    if (!this.#underWay) this.#sendNext();
  };

  /** Hands the thread, which is idle, what has gathered; its end, when it should and nothing has. */
  #sendNext(): void {
    if (this.#state === 'ended') return;
    if (this.#waiting.length > 0) {
      this.#underWay = this.#takeBatch();
      const proposals = packProposals(this.#underWay);
      this.#tell({ type: 'batch', rulesVersion, proposals });
    } else if (this.#state === 'closing') {
      this.#state = 'ended';
      this.#tell({ type: 'close' });
    }
  }

  #takeBatch(): readonly Proposal[] {
    const length = batchLength(this.#waiting);
    if (length < this.#waiting.length) return this.#waiting.splice(0, length);
    const all = this.#waiting;
    this.#waiting = [];
    return all;
  }

  #take(message: FromWorker): void {
    if (message.type === 'committed') {
      const batch = this.#underWay ?? [];
      this.#underWay = undefined;
      // First of all the thread gets its next batch: it commits while the listeners work.
      const firstTicket = this.#firstTicket;
      this.#firstTicket += batch.length;
      this.#sendNext();
      this.#deliver({
        firstTicket,
        proposals: batch,
        outcomes: unpackOutcomes(message.outcomes),
        tookMs: message.tookMs,
      });
    } else if (message.type === 'fault') {
      const { proposal, error } = message;
      this.#log.error('journal.rule-failed', { proposal, reason: error.message });
    } else if (message.type === 'space') {
      this.#space = message;
      this.#spaceListener?.(message);
    } else if (message.type === 'failed') this.#fail(fromPlainError(message.error));
  }

  #deliver(batch: Committed & { readonly firstTicket: number }): void {
    const begunMs = performance.now();
    this.#commitListener(batch);
    this.#listenersAreSlow = performance.now() - begunMs > batch.tookMs;
    if (this.#waiters.size === 0) return;
    for (const [index, outcome] of batch.outcomes.entries()) {
      const ticket = batch.firstTicket + index;
      this.#waiters.get(ticket)?.resolve(outcome);
      this.#waiters.delete(ticket);
    }
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#state = 'ended';
    this.#failure = error;
    this.#waiting = [];
    for (const waiter of this.#waiters.values()) waiter.reject(error);
    this.#waiters.clear();
    this.#failureListener?.(error);
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
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
