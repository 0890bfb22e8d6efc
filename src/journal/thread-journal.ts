import type { Worker } from 'node:worker_threads';
import { type Log, silentLog } from '../base/log.ts';
import type { Outcome, OutcomeOf, Proposal } from '../chat/proposals.ts';
import { rulesVersion } from '../chat/rules-version.ts';
import { fromPlainError } from '../store/plain-error.ts';
import type { Committed, Journal, Reach, Space } from './journal.ts';
import { packProposals, unpackOutcomes, unpackProposals } from './packing.ts';
import type { FromWorker, ToWorker } from './thread-messages.ts';

/* The half of a journal that is in the main thread: gathers proposals into batches, and hands them to its thread. */

/** The parts of a journal besides its thread. */
export interface ThreadJournalOptions {
  /** Where proposals that the rules failed on are told of. Default: nowhere. */
  readonly log?: Log;
  /** How many of the proposals that wait, of which there is one at least, make up the next batch. */
  readonly batchLength: (proposals: readonly Proposal[]) => number;
  /** Whether other nodes put proposals into the same order. */
  readonly isShared: boolean;
}

/**
 * So many wait for nothing that may still arrive in this round of the event loop: while they are committed,
 * the rest is taken in. Where the listeners take longer than a commit, that would gain nothing: then they wait, and
 * the listeners work on fewer and larger batches.
 */
const enoughProposals = 256;

/**
 * Waits for the first message of a journal's thread that ends its start.
 *
 * @param onProgress is told how much of the order that was there already is stored, in entries
 * @throws the reason (by rejection) for which it cannot start
 */
export function ready(
  worker: Worker,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const take = (message: FromWorker) => {
      if (message.type === 'progress') return onProgress(message.done, message.total);
      if (message.type !== 'ready' && message.type !== 'failed') return;
      worker.off('error', reject);
      worker.off('message', take);
      if (message.type === 'failed') reject(fromPlainError(message.error));
      else resolve();
    };
    worker.once('error', reject);
    worker.on('message', take);
  });
}

/** A caller that waits for the outcome of one proposal. */
interface Waiter {
  resolve(outcome: Outcome): void;
  reject(error: Error): void;
}

/** A journal that decides and stores in a thread of its own, one batch after the other. */
export class ThreadJournal implements Journal {
  readonly #worker: Worker;
  readonly #log: Log;
  readonly #options: ThreadJournalOptions;
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
  /** Callers that wait until the next batch has come back: it will be behind all that is in the order now. */
  #catchingUp: PromiseWithResolvers<void>[] = [];
  /** Callers that wait until the batch under way has come back. */
  #caughtUpByBatch: PromiseWithResolvers<void>[] = [];
  #sendIsScheduled = false;
  /** The listeners took longer for the last batch than its commit. */
  #listenersAreSlow = false;
  #commitListener: (batch: Committed) => void = () => {};
  #spaceListener: ((space: Space) => void) | undefined;
  #space: Space = { isLow: false, freeBytes: 0 };
  #reachListener: ((reach: Reach) => void) | undefined;
  #reach: Reach = { isReached: true, reason: '' };
  #failureListener: ((error: Error) => void) | undefined;
  #failure: Error | undefined;

  /** @param worker a thread that has told that it is ready */
  constructor(worker: Worker, options: ThreadJournalOptions) {
    this.#worker = worker;
    this.#options = options;
    this.#log = options.log ?? silentLog;
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
    else this.#sendSoon();
    return ticket;
  }

  request<P extends Proposal>(proposal: P): Promise<OutcomeOf<P>> {
    const isOpen = this.#state === 'open';
    const ticket = this.propose(proposal);
    return new Promise((resolve, reject) => {
      if (!isOpen) reject(this.#failure ?? closed());
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

  onReach(listener: (reach: Reach) => void): void {
    this.#reachListener = listener;
    if (!this.#reach.isReached) listener(this.#reach);
  }

  catchUp(): Promise<void> {
    if (this.#state !== 'open') return Promise.reject(this.#failure ?? closed());
    if (!this.#options.isShared) return Promise.resolve();
    const caughtUp = Promise.withResolvers<void>();
    this.#catchingUp.push(caughtUp);
    if (!this.#underWay) this.#sendSoon();
    return caughtUp.promise;
  }

  close(): Promise<void> {
    if (this.#state === 'open') {
      this.#state = 'closing';
      this.#tell({ type: 'closing' });
      if (!this.#underWay) this.#sendNext();
    }
    return this.#exited;
  }

  /** Proposals that arrive in this round of the event loop go into the same batch. */
  #sendSoon(): void {
    if (this.#sendIsScheduled) return;
    this.#sendIsScheduled = true;
    setImmediate(this.#sendScheduled);
  }

  readonly #sendScheduled = (): void => {
    this.#sendIsScheduled = false;
    if (!this.#underWay) this.#sendNext();
  };

  /** Hands the thread, which is idle, what has gathered; its end, when it should and nothing has. */
  #sendNext(): void {
    if (this.#state === 'ended') return;
    if (this.#waiting.length > 0 || this.#catchingUp.length > 0) {
      this.#underWay = this.#takeBatch();
      this.#caughtUpByBatch = this.#catchingUp;
      this.#catchingUp = [];
      const proposals = packProposals(this.#underWay);
      this.#tell({ type: 'batch', rulesVersion, proposals });
    } else if (this.#state === 'closing') {
      this.#state = 'ended';
      this.#tell({ type: 'close' });
    }
  }

  #takeBatch(): readonly Proposal[] {
    const length = this.#waiting.length === 0 ? 0 : this.#options.batchLength(this.#waiting);
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
      const caughtUp = this.#caughtUpByBatch;
      this.#caughtUpByBatch = [];
      this.#sendNext();
      this.#deliver({
        firstTicket,
        proposals: batch,
        outcomes: unpackOutcomes(message.outcomes),
        tookMs: message.tookMs,
      });
      for (const { resolve } of caughtUp) resolve();
    } else if (message.type === 'fault') {
      const { proposal, error } = message;
      this.#log.error('journal.rule-failed', { proposal, reason: error.message });
    } else if (message.type === 'space') {
      this.#space = message;
      this.#spaceListener?.(message);
    } else if (message.type === 'failed') this.#fail(fromPlainError(message.error));
    else if (message.type === 'foreign') {
      const outcomes = unpackOutcomes(message.outcomes);
      const proposals = unpackProposals(message.proposals);
      this.#commitListener({ firstTicket: undefined, proposals, outcomes, tookMs: message.tookMs });
      this.#tell({ type: 'taken' });
    } else if (message.type === 'reach') {
      this.#reach = message;
      this.#reachListener?.(message);
    } else if (message.type === 'abandoned') this.#abandon(closed());
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
    this.#failure = error;
    this.#abandon(error);
    this.#failureListener?.(error);
  }

  /** Ends without knowing the outcome of what is open. */
  #abandon(error: Error): void {
    this.#state = 'ended';
    this.#waiting = [];
    const waiters = [...this.#waiters.values(), ...this.#catchingUp, ...this.#caughtUpByBatch];
    this.#waiters.clear();
    this.#catchingUp = [];
    this.#caughtUpByBatch = [];
    for (const waiter of waiters) waiter.reject(error);
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}

function closed(): Error {
  return new Error('the journal is closed');
}
