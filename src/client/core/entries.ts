import { readContent, type ShownContent } from '../../words/content.ts';
import type { FileFacts } from '../../words/file.ts';
import { type ChangeKind, isChangeKind, isEventKind } from '../../words/message-kind.ts';
import type { EntryReactions, ReadEntry } from '../../words/runs.ts';

/* Entries of rooms as they come, and as programs take them. */

/** A content as it comes: its kind is known to be text, and no more. */
export interface ReceivedContent {
  readonly kind: string;
}

/** An entry of a room as it came in, live or from its history. */
export type RoomEntry = ReadEntry<ReceivedContent>;

/** The people who reacted to a message with one emoji. */
export interface Reaction {
  readonly emoji: string;
  /** In the order of the alphabet. */
  readonly names: readonly string[];
}

/** The facts that every entry of a room has. */
export interface EntryFacts {
  /** Its number in its room. */
  readonly seq: number;
  readonly mid: string;
  readonly from: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

/** A message, or something that happened in a room, as a program takes it: as it was when it was told. */
export interface HistoryMessage extends EntryFacts {
  /** `deleted` has no text; `unknown` is a kind that this version does not know, and has none either. */
  readonly kind: Exclude<ShownContent['kind'], ChangeKind>;
  readonly text: string;
  /** The people whom it is about, or to whom it is addressed. */
  readonly names: readonly string[];
  /** The file that it was posted with, of the kind `file`; null: none. */
  readonly file: FileFacts | null;
  /** The number of the earlier message that it is about, as a reply is; null: of none. */
  readonly of: number | null;
  /** When its text was edited last, milliseconds since 1970 UTC; null: never. */
  readonly edited: number | null;
  /** The name of the last editor, where that was not its sender. */
  readonly editedBy: string | null;
  readonly deleted: boolean;
  /** In the order of their emojis. */
  readonly reactions: readonly Reaction[];
}

/** A change of an earlier message. */
export interface MessageChange extends EntryFacts {
  readonly kind: ChangeKind;
  /** The new text of an edit, the emoji of a reaction; of a deletion empty. */
  readonly text: string;
  /** The number of the message that is changed. */
  readonly of: number;
}

/** Whether an entry tells what happened in its room. */
export function isEvent({ kind }: Pick<HistoryMessage, 'kind'>): boolean {
  return isEventKind(kind);
}

/** Reads an entry: a message, or a change of an earlier one. */
export function readEntry(entry: RoomEntry): HistoryMessage | MessageChange {
  const { seq, mid, from, at, of, reactions = noReactions } = entry;
  const content = readContent(entry.content as ReceivedContent & Record<string, unknown>);
  const { kind, text } = content;
  if (isChangeKind(kind)) return { seq, mid, from, at, kind, text, of };
  const {
    names = nobody,
    file = null,
    edited = null,
    editedBy = null,
  } = content as Partial<ShownMessage>;
  const deleted = kind === 'deleted';
  const state = { names, file, of: of === 0 ? null : of, edited, editedBy, deleted, reactions };
  return { seq, mid, from, at, kind, text, ...state };
}

/** Whether an entry is a change of an earlier message. */
export function isChange(entry: HistoryMessage | MessageChange): entry is MessageChange {
  return isChangeKind(entry.kind);
}

/** The parts of a content that not all have. */
type ShownMessage = Pick<HistoryMessage, 'names' | 'file' | 'edited' | 'editedBy'>;

const nobody: readonly string[] = [];
const noReactions: readonly EntryReactions[] = [];

/**
 * A message as it is after a change of it; itself where that changes nothing. Changes of one message are to be
 * applied in their order, and may be applied again.
 */
export function withChange<Message extends HistoryMessage>(
  message: Message,
  { kind, text, at, from }: MessageChange,
): Message {
  if (message.deleted) return message;
  switch (kind) {
    case 'edit': {
      if (text === '' || (text === message.text && at === message.edited)) return message;
      return { ...message, text, edited: at, editedBy: from === message.from ? null : from };
    }
    case 'deletion': {
      const nothing = { text: '', names: nobody, file: null, edited: null, editedBy: null };
      return { ...message, ...nothing, reactions: [], kind: 'deleted', deleted: true };
    }
    case 'reaction':
      return reactedBy(message, text, from);
    case 'unreaction':
      return unreactedBy(message, text, from);
  }
}

function reactedBy<Message extends HistoryMessage>(
  message: Message,
  emoji: string,
  name: string,
): Message {
  const { reactions } = message;
  const present = reactions.find((one) => one.emoji === emoji);
  if (present === undefined) {
    const more = [...reactions, { emoji, names: [name] }];
    return { ...message, reactions: more.sort(byEmoji) };
  }
  if (present.names.includes(name)) return message;
  const joined = { emoji, names: [...present.names, name].sort() };
  return { ...message, reactions: reactions.map((one) => (one === present ? joined : one)) };
}

function byEmoji(left: Reaction, right: Reaction): number {
  return left.emoji < right.emoji ? -1 : 1;
}

function unreactedBy<Message extends HistoryMessage>(
  message: Message,
  emoji: string,
  name: string,
): Message {
  const present = message.reactions.find((one) => one.emoji === emoji);
  if (present === undefined || !present.names.includes(name)) return message;
  const names = present.names.filter((one) => one !== name);
  const left = message.reactions.flatMap((one) => {
    if (one !== present) return [one];
    return names.length === 0 ? [] : [{ emoji, names }];
  });
  return { ...message, reactions: left };
}
