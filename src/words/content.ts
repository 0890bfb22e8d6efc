import { type EntryKind, entryKindOf, type PostKind } from './message-kind.ts';

/*
 * The content of an entry: one value from the post to its readers. The poster's door writes it once, as JSON in one
 * form; from there on it is copied as text, and nobody looks inside but for its kind, until it is shown.
 */

/** The content of an entry. */
export interface Content {
  readonly kind: EntryKind;
  readonly text: string;
  /** The people whom it is about, or to whom it is addressed; left out where there are none. */
  readonly names?: readonly string[];
}

/** A content that somebody posts. */
export interface PostContent extends Content {
  readonly kind: PostKind;
}

/** A content as readers take it: `unknown` is a kind of a later version, whose text cannot be told. */
export type ShownContent = Content | { readonly kind: 'unknown'; readonly text: '' };

/** A content with its JSON at hand, if it arrived in the form that `writeContent` gives it. */
export interface ReceivedContent extends Content {
  readonly json?: string;
}

const beforeKind = '{"kind":"';

/** The JSON of a content: its kind in front, no white space. Equal contents have equal texts. */
export function writeContent({ kind, text, names, json }: ReceivedContent): string {
  if (json !== undefined) return json;
  const others = names === undefined ? '' : `,"names":${JSON.stringify(names)}`;
  return `${beforeKind}${kind}","text":${JSON.stringify(text)}${others}}`;
}

/** The kind of a content that `writeContent` wrote, without parsing it. */
export function kindOf(content: string): string {
  return content.slice(beforeKind.length, content.indexOf('"', beforeKind.length));
}

/** Reads a parsed content as this version understands it. */
export function readContent(content: { readonly [field: string]: unknown }): ShownContent {
  const { text, names } = content;
  const kind = entryKindOf(content.kind);
  if (kind === undefined || typeof text !== 'string') return { kind: 'unknown', text: '' };
  return isTexts(names) ? { kind, text, names } : { kind, text };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
