import type { Outcome, OutcomeOf, Proposal } from '../chat/proposals.ts';

/* The contract of the journal. */

/** Proposals that were committed together, in journal order. */
export interface Committed {
  /**
   * The number `propose` returned for the first of them, from which those of the others count up; undefined when
   * another node proposed them.
   */
  readonly firstTicket: number | undefined;
  readonly proposals: readonly Proposal[];
  /** What became of each, at the same index. */
  readonly outcomes: readonly Outcome[];
  /** Milliseconds that it took to decide on them and to store them. */
  readonly tookMs: number;
}

/** The room for more that the journal has. */
export interface Space {
  readonly isLow: boolean;
  /** On the disk, in bytes. */
  readonly freeBytes: number;
}

/** Whether proposals can be put in order. */
export interface Reach {
  readonly isReached: boolean;
  /** The reason why not, as a sentence for the operator; empty while it is reached. */
  readonly reason: string;
}

/**
 * Puts proposals in one order, applies the rules to them in that order and makes what they change
 * durable. Nothing above knows which implementation runs.
 */
export interface Journal {
  /**
   * Hands in a proposal; returns its ticket, a number that counts up. Outcomes come in the order of the
   * tickets. Never throws and never waits: proposals handed in while a commit is under way go together
   * into the next one. The caller bounds how many it has open.
   */
  propose(proposal: Proposal): number;

  /**
   * Hands in a proposal and waits for its outcome, which the listeners of `onCommit` get as well and
   * before. Rejects only when the journal has ended without knowing the outcome.
   */
  request<P extends Proposal>(proposal: P): Promise<OutcomeOf<P>>;

  /**
   * Sets who is told of every committed batch, once: called synchronously, in order, after the batch
   * is stored and flushed to disk, and before any later batch. Refused proposals are in it too.
   */
  onCommit(listener: (batch: Committed) => void): void;

  /**
   * Sets who is told when the journal has failed (a write or flush error) and takes nothing any more.
   * The outcome of proposals that were not committed is unknown; the process should end.
   */
  onFailure(listener: (error: Error) => void): void;

  /**
   * Sets who is told when the room for more has become low, so that what would grow the store is refused with
   * `storage.full`, and when there is enough again; at once if it is low.
   */
  onSpace(listener: (space: Space) => void): void;

  /**
   * Sets who is told when the order can no longer be reached, as by a node without a quorum, and when it can be again;
   * at once if it cannot. Meanwhile proposals wait, and what is stored can be read. On one machine it always can.
   */
  onReach(listener: (reach: Reach) => void): void;

  /**
   * Resolves when all that was in the order at the time of the call is stored here and has been told: who reads then
   * misses nothing that anybody was acknowledged before. At once on one machine; waits while the order cannot be
   * reached. Rejects when the journal has ended.
   */
  catchUp(): Promise<void>;

  /** Commits what was handed in, then ends. May be called twice. */
  close(): Promise<void>;
}
