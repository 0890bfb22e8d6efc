import type { DatabaseSync } from 'node:sqlite';
import { type Block, blockChecksum } from '../block.ts';

/** Each block gets a checksum. It stands last, so that nobody who reads a block reads it as well. */
export function blockChecksums(database: DatabaseSync): void {
  database.function('block_checksum', (position, room, lastSeq, heads, contents) => {
    const block = { room, lastSeq, heads, contents } as unknown as Block;
    return blockChecksum(Number(position), block);
  });
  database.exec(`
    ALTER TABLE blocks ADD COLUMN checksum BLOB;
    UPDATE blocks SET checksum = block_checksum(position, room, last_seq, heads, contents);
  `);
}
