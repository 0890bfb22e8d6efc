import { PartylineError } from '../base/errors.ts';

/*
 * How entries of a room that go out together are told: by runs of one sender, the name and the time once.
 * A text that has nothing else beside it, as nearly all have, stands in its entry without the content around it. Live
 * messages and pages of history have the same form.
 */

/** An entry of a room as it is delivered. */
export interface Entry {
  /** Its dense number in the room. */
  readonly seq: number;
  readonly mid: string;
  /** Name of who said it. */
  readonly from: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** JSON, as `writeContent` gives it. */
  readonly content: string;
  /** Sequence number of the entry it is about; 0: of none. */
  readonly of: number;
  /** JSON, as a list of `EntryReactions` in the order of their emojis; left out where there are none, as of all that was only just posted. */
  readonly reactions?: string;
}

/** The people who reacted to an entry with one emoji. */
export interface EntryReactions {
  emoji: string;
  /** In the order of the alphabet. */
  names: string[];
}

/** An entry in its run, with a `content` or a `text`. */
export interface RunEntry<Content> {
  mid: string;
  /** Milliseconds after the run's `at`; 0 if it is left out. */
  afterMs?: number;
  content?: Content;
  /** The text of a content of the kind `text` that has nothing else. */
  text?: string;
  /** Sequence number of the entry it is about; left out where it is about none. */
  of?: number;
  /** The reactions to it; left out where there are none. */
  reactions?: EntryReactions[];
}

/** Consecutive entries of one sender. */
export interface Run<Content> {
  from: string;
  /** Milliseconds since 1970 UTC. */
  at: number;
  entries: RunEntry<Content>[];
}

/** An entry that was read from a run, with its content parsed. */
export type ReadEntry<Content> = Omit<Entry, 'content' | 'reactions'> & {
  readonly content: Content;
  readonly reactions?: readonly EntryReactions[];
};

/** Entries that follow on each other, lowest seq first, as the JSON of their runs. */
export function writeRuns(entries: readonly Entry[]): string {
  let text = '[';
  let sender: string | undefined;
  let begunAt = 0;
  for (const { mid, from, at, content, of, reactions } of entries) {
    if (from === sender) text += ',';
    else {
      text += `${sender === undefined ? '' : ']},'}{"from":"${from}","at":${at},"entries":[`;
      sender = from;
      begunAt = at;
    }
    const after = at === begunAt ? '' : `"afterMs":${at - begunAt},`;
    const said = isTextAlone(content) ? content.slice(beforeText, -1) : `"content":${content}`;
    text += `{"mid":"${mid}",${after}${said}${of === 0 ? '' : `,"of":${of}`}`;
    text += reactions === undefined ? '}' : `,"reactions":${reactions}}`;
  }
  return sender === undefined ? '[]' : `${text}]}]`;
}

const textBegins = '{"kind":"text","text":"';
/** Where the name of the text begins. */
const beforeText = textBegins.indexOf('"text":');

/**
 * Whether a content, as `writeContent` gives it, is of the kind `text` and has nothing else. Within a text no quote
 * stands without a backslash in front of it, so only another field has one behind a comma.
 */
function isTextAlone(content: string): boolean {
  return (
    content.startsWith(textBegins) &&
    content.endsWith('"}') &&
    !content.includes('","', textBegins.length)
  );
}

/** How many entries the runs hold. */
export function entryCount(runs: readonly Run<unknown>[]): number {
  return runs.reduce((count, { entries }) => count + entries.length, 0);
}

/**
 * The entries of runs, the first of which has the number `first`.
 *
 * @throws PartylineError `message.invalid` for an entry that has neither a content nor a text, or both
 */
export function* readRuns<Content>(
  first: number,
  runs: readonly Run<Content>[],
): Generator<ReadEntry<Content>> {
  let seq = first;
  for (const { from, at, entries } of runs) {
    for (const told of entries) {
      const { mid, afterMs = 0, of = 0, reactions } = told;
      const entry = { seq, mid, from, at: at + afterMs, content: contentOf(told), of };
      yield reactions === undefined ? entry : { ...entry, reactions };
      seq += 1;
    }
  }
}

function contentOf<Content>({ content, text }: RunEntry<Content>): Content {
  if ((content === undefined) === (text === undefined)) {
    throw new PartylineError('message.invalid', 'An entry has either a content or a text.');
  }
  return content ?? ({ kind: 'text', text } as Content);
}
