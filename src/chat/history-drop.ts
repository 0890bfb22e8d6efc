import { releaseFiles } from './attachments.ts';
import type { Tables } from './tables.ts';

/* What a line keeps of its history, where its operator bounds that. */

/** Drops the oldest entries of rooms for good. Who proposes it decides which, and bounds how many. */
export interface DropHistory {
  readonly type: 'history.drop';
  readonly at: number;
  /** Of each room the entries up to `through`. */
  readonly cuts: readonly { readonly room: number; readonly through: number }[];
}

/**
 * Drops entries with all that hangs on them; their numbers are not used again. A mid of one that is dropped counts as
 * unused.
 *
 * @returns how many entries are gone
 */
export function dropHistory(tables: Tables, { cuts }: DropHistory): { readonly dropped: number } {
  let dropped = 0;
  let attachments = 0;
  for (const { room, through } of cuts) {
    dropped += tables.dropEntries(room, through);
    attachments += tables.dropAttachments(room, through);
  }
  releaseFiles(tables, attachments);
  return { dropped };
}

/** The rule of what is kept. */
export const historyRules = { 'history.drop': dropHistory };
