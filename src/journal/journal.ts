import type { Outcome, OutcomeOf, Proposal } from '../chat/proposals.ts';

/* The contract of the journal. */

/** One proposal with what became of it, in journal order. */
export interface Committed {
  /** The number `propose` returned for it; undefined when another node proposed it. */
  readonly ticket: number | undefined;
  readonly proposal: Proposal;
  readonly outcome: Outcome;
}

/** The room for more that the journal has. */
export interface Space {
  readonly isLow: boolean;
  /** On the disk, in bytes. */
  readonly freeBytes: number;
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
   * is stored and flushed to disk, and before any later batch. Refused proposals are in it too, and so is how many
   * milliseconds it took from the moment that the batch began its way to the disk.
   */
  onCommit(listener: (batch: readonly Committed[], tookMs: number) => void): void;

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

  /** Commits what was handed in, then ends. May be called twice. */
  close(): Promise<void>;
}
