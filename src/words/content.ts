import { type MessageKind, messageKinds } from './message-kind.ts';

/*
 * The content of an entry: one value from the post to its readers. The poster's door writes it once, as JSON in one
 * form; from there on it is copied as text, and nobody looks inside but for its kind, until it is shown.
 */

/** The content of an entry. */
export interface Content {
  readonly kind: MessageKind;
  readonly text: string;
}

/** A content as readers take it: `unknown` is a kind of a later version, whose text cannot be told. */
export type ShownContent = Content | { readonly kind: 'unknown'; readonly text: '' };

/** A content with its JSON at hand, if it arrived in the form that `writeContent` gives it. */
export interface ReceivedContent extends Content {
  readonly json?: string;
}

const beforeKind = '{"kind":"';

/** The JSON of a content: its kind in front, no white space. Equal contents have equal texts. */
export function writeContent({ kind, text, json }: ReceivedContent): string {
  return json ?? `${beforeKind}${kind}","text":${JSON.stringify(text)}}`;
}

/** The kind of a content that `writeContent` wrote, without parsing it. */
export function kindOf(content: string): string {
  return content.slice(beforeKind.length, content.indexOf('"', beforeKind.length));
}

/** Reads a parsed content as this version understands it. */
export function readContent(content: { readonly [field: string]: unknown }): ShownContent {
  const kind = messageKinds.find((known) => known === content.kind);
  if (kind === undefined || typeof content.text !== 'string') return { kind: 'unknown', text: '' };
  return { kind, text: content.text };
}
