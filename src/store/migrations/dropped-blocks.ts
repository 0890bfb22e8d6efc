import type { DatabaseSync } from 'node:sqlite';

/**
 * The block before the first that is kept of a room stays, without entries: it has the number and the position up to
 * which everything is dropped. The index holds these alone.
 */
export function droppedBlocks(database: DatabaseSync): void {
  database.exec(`
    CREATE UNIQUE INDEX dropped_blocks ON blocks (room, last_seq) WHERE heads = '[]';
  `);
}
