import type { DatabaseSync } from 'node:sqlite';
import { DerivedAmendments } from './derived-amendments.ts';
import { MidRepair } from './mids.ts';
import type { Problem } from './problem.ts';
import { walkBlocks } from './walk-blocks.ts';

/**
 * Computes anew what is wrong and follows from the messages, in one transaction; never a message. Where messages are
 * damaged, only the indexes: then nobody knows what followed from them.
 *
 * @param database the only connection that writes
 * @param problems those that `checkStore` has found
 */
export function repairStore(database: DatabaseSync, problems: readonly Problem[]): void {
  const kinds = new Set(problems.map(({ kind }) => kind));
  database.exec('BEGIN IMMEDIATE');
  try {
    if (kinds.has('index')) database.exec('REINDEX');
    if (kinds.has('mids') || kinds.has('amendments')) deriveAnew(database, kinds);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function deriveAnew(database: DatabaseSync, kinds: ReadonlySet<Problem['kind']>): void {
  // Where messages are damaged nobody knows what followed from them.
  for (const found of walkBlocks(database)) if ('kind' in found) return;
  const mids = kinds.has('mids') ? new MidRepair(database) : undefined;
  const amendments = kinds.has('amendments') ? new DerivedAmendments() : undefined;
  for (const found of walkBlocks(database)) {
    if ('kind' in found) continue;
    mids?.add(found);
    amendments?.add(found);
  }
  amendments?.write(database);
}
