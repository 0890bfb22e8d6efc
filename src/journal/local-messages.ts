import type { PlainError } from '../store/plain-error.ts';
import type { PackedOutcomes, PackedProposals } from './packing.ts';

/* The messages between the local journal and its thread. */

/** The data that the local journal's thread starts with. */
export interface LocalWorkerData {
  readonly file: string;
  readonly minFreeBytes: number;
  readonly mayBegin: boolean;
  readonly shrinks: boolean;
}

/** A message of the journal to its thread. */
export type ToWorker =
  | { readonly type: 'batch'; readonly rulesVersion: number; readonly proposals: PackedProposals }
  | { readonly type: 'close' };

/** A message of the thread to the journal. */
export type FromWorker =
  | { readonly type: 'ready' }
  /** The batch is on the disk; that took so many milliseconds. */
  | { readonly type: 'committed'; readonly outcomes: PackedOutcomes; readonly tookMs: number }
  /** The rules threw for one proposal of this type. */
  | { readonly type: 'fault'; readonly proposal: string; readonly error: PlainError }
  /** The disk has become nearly full, or has room again. */
  | { readonly type: 'space'; readonly isLow: boolean; readonly freeBytes: number }
  /** The storage failed, or could not be opened; the thread ends. */
  | { readonly type: 'failed'; readonly error: PlainError };
