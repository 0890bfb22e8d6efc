import type { DatabaseSync } from 'node:sqlite';
import type { RoomEntry } from '../../chat/tables.ts';
import { type Block, blockChecksum, unpackEntries } from '../block.ts';
import type { Problem } from './problem.ts';

/** A block whose content is as it was written. */
export interface SoundBlock {
  readonly position: number;
  readonly room: number;
  /** Lowest seq first; none: it stands for all that were dropped. */
  readonly entries: readonly RoomEntry[];
}

/** What is found on a walk: a block, or a problem. */
export type Found = SoundBlock | Problem;

const sources = {
  places: `SELECT position, room, last_seq AS lastSeq FROM blocks INDEXED BY block_places
    ORDER BY room, last_seq`,
  block: `SELECT room, last_seq AS lastSeq, heads, contents, checksum FROM blocks
    WHERE position = ?`,
  rooms: 'SELECT id, key, kind, name FROM rooms',
  accounts: 'SELECT id FROM accounts',
} as const;

/**
 * Reads all blocks, room by room, and compares each with its checksum and with those beside it. A block that cannot be
 * read is known by the numbers that are missing.
 */
export function* walkBlocks(database: DatabaseSync): Generator<Found> {
  const rooms = roomNames(database);
  const accounts = new Set(
    database
      .prepare(sources.accounts)
      .all()
      .map(({ id }) => Number(id)),
  );
  const read = database.prepare(sources.block);
  let before = { room: 0, lastSeq: 0, position: 0 };
  for (const row of database.prepare(sources.places).iterate()) {
    const { position, room, lastSeq } = row as unknown as typeof before;
    if (room !== before.room) before = { room, lastSeq: 0, position: 0 };
    const problem = (text: string, first = before.lastSeq + 1, last = lastSeq): Problem => {
      const place = { room: rooms.get(room) ?? `room ${room}`, first, last };
      return { kind: 'messages', text, place };
    };
    const block = readBlock(() => read.get(position), { position, room, lastSeq });
    if (typeof block === 'string') yield problem(block);
    else {
      const { entries } = block;
      const fault = orderFault(entries, before.position);
      const first = entries[0]?.seq ?? lastSeq + 1;
      if (!rooms.has(room)) yield problem('belong to a room that is not there');
      else if (fault !== undefined) yield problem(fault, first);
      else if (entries.length === 0 && before.lastSeq > 0) yield problem('are missing');
      else if (entries.length > 0 && first !== before.lastSeq + 1)
        yield problem('are missing', before.lastSeq + 1, first - 1);
      const stranger = entries.find(({ account }) => !accounts.has(account));
      if (stranger !== undefined)
        yield problem('are of an account that is not there', stranger.seq, stranger.seq);
      yield block;
    }
    before = { room, lastSeq, position };
  }
}

/** The rooms as people call them. */
function roomNames(database: DatabaseSync): Map<number, string> {
  const rooms = database.prepare(sources.rooms).all();
  return new Map(
    rooms.map(({ id, key, kind, name }) => {
      return [Number(id), kind === 'named' ? `#${name}` : String(key)];
    }),
  );
}

/** Reads a block; returns what is wrong with its entries if it is not as it was written. */
function readBlock(
  read: () => Record<string, unknown> | undefined,
  { position, room, lastSeq }: { position: number; room: number; lastSeq: number },
): SoundBlock | string {
  const damaged = 'are damaged';
  try {
    const row = read();
    if (row === undefined) return 'are missing';
    const { heads, contents, checksum } = row;
    if (typeof heads !== 'string' || typeof contents !== 'string') return damaged;
    const block: Block = { room, lastSeq, heads, contents };
    const isAsWritten =
      row.room === room &&
      row.lastSeq === lastSeq &&
      checksum instanceof Uint8Array &&
      Buffer.compare(blockChecksum(position, block), checksum) === 0;
    return isAsWritten ? { position, room, entries: unpackEntries(block) } : damaged;
  } catch {
    return damaged;
  }
}

/** Positions rise with the sequence numbers. */
function orderFault(entries: readonly RoomEntry[], after: number): string | undefined {
  let before = after;
  for (const { position } of entries) {
    if (position <= before) return 'are not in the order of the journal';
    before = position;
  }
  return undefined;
}
