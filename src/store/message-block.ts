import type { Message } from '../chat/tables.ts';
import type { MessageKind } from '../words/message-kind.ts';

/*
 * How messages lie in the database: those of one room that were committed together as one row, their
 * fields as JSON. What a block's messages have in common, and their dense numbers, stand beside them.
 */

/** A message in its block: position, account, mid, kind, text, at. */
type Stored = readonly [number, number, string, MessageKind, string, number];

/** A block as it lies in the database. */
export interface Block {
  readonly room: number;
  readonly lastSeq: number;
  /** JSON: an array of `Stored`. */
  readonly messages: string;
}

/** Columns of a block as `toBlock` takes them. */
export const blockColumns = 'room, last_seq AS lastSeq, messages';

/** Writes messages of one room, lowest seq first and without holes, as the text of a block. */
export function packMessages(messages: readonly Message[]): string {
  const stored = messages.map(({ position, account, mid, kind, text, at }): Stored => {
    return [position, account, mid, kind, text, at];
  });
  return JSON.stringify(stored);
}

/** The messages of a block, lowest seq first. */
export function unpackMessages({ room, lastSeq, messages }: Block): Message[] {
  const stored: Stored[] = JSON.parse(messages);
  const before = lastSeq - stored.length;
  return stored.map(([position, account, mid, kind, text, at], index) => {
    return { room, seq: before + index + 1, position, account, mid, kind, text, at };
  });
}
