import type { ClusterOptions } from '../cluster/options.ts';
import type { PlainError } from '../store/plain-error.ts';
import type { Reach } from './journal.ts';
import type { PackedOutcomes, PackedProposals } from './packing.ts';

/* The messages between a journal and its thread. */

/** How a journal's thread opens its store. */
export interface StoreData {
  readonly file: string;
  readonly minFreeBytes: number;
  readonly mayBegin: boolean;
  readonly shrinks: boolean;
}

/** How the thread of a node's journal opens its store, and finds its stream. */
export interface JetStreamData extends StoreData {
  readonly cluster: ClusterOptions;
  /** Hash of the line's keys. */
  readonly keys: string;
}

/** A message of the journal to its thread. */
export type ToWorker =
  | { readonly type: 'batch'; readonly rulesVersion: number; readonly proposals: PackedProposals }
  /** The batch of another node was taken. */
  | { readonly type: 'taken' }
  /** Nothing new will be handed in; `close` follows when the rest is stored. */
  | { readonly type: 'closing' }
  | { readonly type: 'close' };

/** A message of the thread to the journal. */
export type FromWorker =
  /** Of the entries that the order held at the start, so many are stored. */
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'ready' }
  /** The batch is on the disk; that took so many milliseconds. */
  | { readonly type: 'committed'; readonly outcomes: PackedOutcomes; readonly tookMs: number }
  /** The batch of another node is on the disk. */
  | {
      readonly type: 'foreign';
      readonly proposals: PackedProposals;
      readonly outcomes: PackedOutcomes;
      readonly tookMs: number;
    }
  /** The rules threw for one proposal of this type. */
  | { readonly type: 'fault'; readonly proposal: string; readonly error: PlainError }
  /** The disk has become nearly full, or has room again. */
  | { readonly type: 'space'; readonly isLow: boolean; readonly freeBytes: number }
  /** The order can no longer be reached, or can be again. */
  | ({ readonly type: 'reach' } & Reach)
  /** The thread ends while the outcome of what was handed in is not known. */
  | { readonly type: 'abandoned' }
  /** The storage failed, or could not be opened; the thread ends. */
  | { readonly type: 'failed'; readonly error: PlainError };
