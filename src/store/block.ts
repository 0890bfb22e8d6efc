import { crc32 } from 'node:zlib';
import type { RoomEntry } from '../chat/tables.ts';
import { eraseText } from '../words/content.ts';

/*
 * How entries lie in the database: those of one room that were committed together as one row. Their contents
 * stand beside each other as one text, which is never parsed, and all else of them in front of it.
 */

/**
 * The head of an entry: position, account, mid, at, UTF-16 code units of its content, and what it is about, if
 * anything.
 */
type Head =
  | readonly [number, number, string, number, number]
  | readonly [number, number, string, number, number, number];

/** A block as it lies in the database. */
export interface Block {
  readonly room: number;
  readonly lastSeq: number;
  /** JSON: an array of `Head`. */
  readonly heads: string;
  /** JSON: an array of contents. */
  readonly contents: string;
}

/** Columns of a block as `unpackEntries` takes them. */
export const blockColumns = 'room, last_seq AS lastSeq, heads, contents';

/**
 * The checksum of a block: CRC-32 over its position and all of its fields, as 4 bytes. As a number it would take fewer
 * of them now and then, and a row that changes its size is moved: see `eraseFrom`.
 */
export function blockChecksum(position: number, block: Block): Uint8Array {
  const { room, lastSeq, heads, contents } = block;
  const checksum = Buffer.allocUnsafe(4);
  const place = crc32(`${position} ${room} ${lastSeq} `);
  checksum.writeUInt32BE(crc32(contents, crc32(heads, place)));
  return checksum;
}

/** Writes entries of one room, lowest seq first and without holes, as the texts of a block. */
export function packEntries(entries: readonly RoomEntry[]): Pick<Block, 'heads' | 'contents'> {
  const heads = entries.map(({ position, account, mid, at, content, of }): Head => {
    return of === 0
      ? [position, account, mid, at, content.length]
      : [position, account, mid, at, content.length, of];
  });
  const contents = entries.map(({ content }) => content).join();
  return { heads: JSON.stringify(heads), contents: `[${contents}]` };
}

/** The entries of a block, lowest seq first. */
export function unpackEntries({ room, lastSeq, heads, contents }: Block): RoomEntry[] {
  const stored: Head[] = JSON.parse(heads);
  let seq = lastSeq - stored.length;
  let begin = 1;
  return stored.map(([position, account, mid, at, length, of = 0]) => {
    seq += 1;
    const content = contents.slice(begin, begin + length);
    begin += length + 1;
    return { room, seq, position, account, mid, at, content, of };
  });
}

/**
 * The contents of a block without the text of one of its entries. They take exactly as many bytes of UTF-8 as before,
 * so that SQLite writes them over the old ones: a row that changes its size is moved, and its old bytes can stay
 * behind, also with `secure_delete`.
 */
export function eraseFrom({ lastSeq, heads, contents }: Block, seq: number): string {
  const lengths = (JSON.parse(heads) as Head[]).map(([, , , , length]) => length);
  const index = seq - (lastSeq - lengths.length + 1);
  const begin = lengths.slice(0, index).reduce((at, length) => at + length + 1, 1);
  const end = begin + (lengths[index] as number);
  const content = contents.slice(begin, end);
  const erased = eraseText(content);
  // White space behind the array belongs to no entry.
  const padding = ' '.repeat(Buffer.byteLength(content) - Buffer.byteLength(erased));
  return `${contents.slice(0, begin)}${erased}${contents.slice(end)}${padding}`;
}
