import type { Proposal } from '../chat/proposals.ts';

/** The unit of order: proposals that are decided on one after the other, and stored together. */
export interface Batch {
  /** The version of the rules they were proposed under; no others may decide on them. */
  readonly rulesVersion: number;
  readonly proposals: readonly Proposal[];
}
