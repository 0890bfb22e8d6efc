import { readContent, type ShownContent } from '../../words/content.ts';
import { entryKinds } from '../../words/message-kind.ts';
import type { ReadEntry } from '../../words/runs.ts';

/* Entries of rooms as they come, and as programs take them. */

/** A content as it comes: its kind is known to be text, and no more. */
export interface ReceivedContent {
  readonly kind: string;
}

/** An entry of a room as it came in, live or from its history. */
export type RoomEntry = ReadEntry<ReceivedContent>;

/** An entry as a program takes it. */
export interface HistoryMessage {
  /** Its number in its room. */
  readonly seq: number;
  readonly mid: string;
  readonly from: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** `unknown` is a kind that this version does not know; it has no text. */
  readonly kind: ShownContent['kind'];
  readonly text: string;
  /** The people whom it is about, or to whom it is addressed. */
  readonly names: readonly string[];
  /** The number of the earlier message that it is about; null: of none. */
  readonly of: number | null;
}

/** Reads the content of an entry. */
export function toMessage(entry: RoomEntry): HistoryMessage {
  const { seq, mid, from, at, content, of } = entry;
  const read = readContent(content as ReceivedContent & Record<string, unknown>);
  const { kind, text } = read;
  return { seq, mid, from, at, kind, text, names: namesIn(read), of: of === 0 ? null : of };
}

/** Whether an entry tells what happened in its room. */
export function isEvent({ kind }: Pick<HistoryMessage, 'kind'>): boolean {
  return kind !== 'unknown' && entryKinds[kind].shownAs === 'event';
}

const nobody: readonly string[] = [];

function namesIn(content: ShownContent): readonly string[] {
  return ('names' in content ? content.names : undefined) ?? nobody;
}
