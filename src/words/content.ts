import { type FileFacts, readFileFacts } from './file.ts';
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
  /** The file that was posted, of the kind `file`, as long as the message is not deleted; else left out. */
  readonly file?: FileFacts;
  /** When the text was edited last, milliseconds since 1970 UTC; left out where it never was. */
  readonly edited?: number;
  /** The name of the last editor, where that is not its sender. */
  readonly editedBy?: string;
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
const textBegins = `${beforeKind}text"`;

/** The JSON of a content: its kind in front, no white space. Equal contents have equal texts. */
export function writeContent(content: ReceivedContent): string {
  return content.json ?? write(content);
}

function write({ kind, text, names, file, edited, editedBy }: Content): string {
  const said = `${beforeKind}${kind}","text":${JSON.stringify(text)}`;
  if (names === undefined && file === undefined && edited === undefined) return `${said}}`;
  return `${said},${JSON.stringify({ names, file: file && inOrder(file), edited, editedBy }).slice(1)}`;
}

function inOrder({ name, bytes, hash, type }: FileFacts): FileFacts {
  return { name, bytes, hash, type };
}

/**
 * A content from which its text and its file were taken away, with spaces behind it: in UTF-16 units it is as long as
 * before, so that it can be written over the other.
 */
export function eraseText(content: string): string {
  const { kind, names }: Content = JSON.parse(content);
  const erased = names === undefined ? { kind, text: '' } : { kind, text: '', names };
  return writeContent(erased).padEnd(content.length);
}

/** Whether the text of a content was taken away. */
export function isErased(content: string): boolean {
  return (JSON.parse(content) as Content).text === '';
}

/** The kind of a content that `writeContent` wrote, without parsing it. */
export function kindOf(content: string): string {
  // Nearly always: a constant needs no copy, and is looked for in tables without reading it.
  if (content.startsWith(textBegins)) return 'text';
  return content.slice(beforeKind.length, content.indexOf('"', beforeKind.length));
}

/** Reads a parsed content as this version understands it. */
export function readContent(content: { readonly [field: string]: unknown }): ShownContent {
  const { text, names, edited, editedBy } = content;
  const kind = entryKindOf(content.kind);
  if (kind === undefined || typeof text !== 'string') return { kind: 'unknown', text: '' };
  const file = kind === 'file' ? readFileFacts(content.file) : undefined;
  // The place of one that was deleted has neither text nor file.
  if (kind === 'file' && file === undefined && text !== '') return { kind: 'unknown', text: '' };
  return {
    kind,
    text,
    ...(file === undefined ? {} : { file }),
    ...(isTexts(names) ? { names } : {}),
    ...(isTime(edited) ? { edited } : {}),
    ...(typeof editedBy === 'string' ? { editedBy } : {}),
  };
}

/** The last moment that a `Date` knows (ECMA-262, 21.4.1.1), in milliseconds since 1970 UTC. */
const lastTime = 8.64e15;

function isTime(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= lastTime;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
