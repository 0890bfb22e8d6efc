import type { DroppedHistory } from '../client/core/dropped-history.ts';
import { withChange } from '../client/core/entries.ts';
import type { LineChange, LineMessage } from '../client/core/events.ts';

/** A message, or something that happened in a room, as it is now. */
export interface MessageEntry {
  readonly type: 'message';
  /** Rises with each entry that is made, and says which one is meant. */
  readonly key: number;
  readonly message: LineMessage;
  /** It called the person when it came. */
  readonly calls: boolean;
  /** The short number that it is shown with; undefined: with none. */
  readonly number: number | undefined;
  /** Nothing of it is seen: the person ignores its sender. It keeps its place, so that nothing is missing. */
  readonly isHidden: boolean;
}

/** Lines of the program itself: answers of commands, notices. */
export interface PrintedEntry {
  readonly type: 'printed';
  readonly key: number;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** Harmless already; styled by SGR sequences, with line feeds between lines. */
  readonly text: string;
}

/** A message that was refused: it stays to be read, and to be said again. */
export interface RefusedEntry {
  readonly type: 'refused';
  readonly key: number;
  readonly at: number;
  readonly text: string;
  /** The person typed the text, and so can mend it: it is no name of a file, and no sign for what they did. */
  readonly isTyped: boolean;
  /** The reason, as a sentence. */
  readonly reason: string;
}

/** Something that stands in a room, on rows of its own. */
export type Entry = MessageEntry | PrintedEntry | RefusedEntry;

/** How much is kept of a room: entries, and the length of their texts in UTF-16 code units. */
export interface EntryBound {
  readonly entries: number;
  readonly length: number;
}

/** Kept of the room that is looked at. */
export const boundHere: EntryBound = { entries: 1_000, length: 1024 * 1024 };
/** Kept of any other room; what is older is fetched again. */
export const boundElsewhere: EntryBound = { entries: 200, length: 128 * 1024 };

/** Entries of a room that follow each other: a part of its history, or all of it. */
export interface RoomEntries {
  /** In the order in which they are shown; messages by their numbers. */
  readonly list: readonly Entry[];
  /** Length of their texts, in UTF-16 code units. */
  readonly length: number;
  /** The last message of the room is among them, or comes by itself: what comes is added. */
  readonly isLive: boolean;
  /** There are none before them. */
  readonly isBegin: boolean;
  /** There were some before them, which the line has dropped: how much it keeps; null: none that is known. */
  readonly dropped: DroppedHistory | null;
}

/** Of a room of which nothing has come. */
export const noEntries: RoomEntries = {
  list: [],
  length: 0,
  isLive: true,
  isBegin: false,
  dropped: null,
};

/** A page of the history. */
export interface EntriesPage {
  /** Its place: before all that is there, after it, or instead of it. */
  readonly place: 'before' | 'after' | 'instead';
  readonly entries: readonly MessageEntry[];
  /** There is more on the side where it was asked for; of a page `instead`, before it. */
  readonly more: boolean;
  /** The page reaches the end of the room. */
  readonly isEnd: boolean;
  /** The line has dropped what was before it. */
  readonly dropped?: DroppedHistory | null;
}

/** The number of the first message; undefined if there is none. */
export function firstSeq({ list }: RoomEntries): number | undefined {
  return list.find((entry) => entry.type === 'message')?.message.seq;
}

/** The number of the last message; undefined if there is none. */
export function lastSeq({ list }: RoomEntries): number | undefined {
  return list.findLast((entry) => entry.type === 'message')?.message.seq;
}

/**
 * With one more at the end.
 *
 * @param keepsBegin the person reads further up: nothing is taken away there, and where there is no room for more,
 *   the entries are not live any more
 */
export function withEntry(
  entries: RoomEntries,
  entry: Entry,
  bound: EntryBound,
  keepsBegin: boolean,
): RoomEntries {
  if (entry.type === 'message') {
    if (!entries.isLive || entry.message.seq <= (lastSeq(entries) ?? 0)) return entries;
  }
  const length = entries.length + lengthOf(entry);
  const all = { ...entries, list: [...entries.list, entry], length };
  if (fits(all, bound)) return all;
  if (keepsBegin && entry.type === 'message') return { ...entries, isLive: false };
  return withoutBegin(all, bound);
}

/** With a page of the history. What is on the other side gives way to it. */
export function withPage(entries: RoomEntries, page: EntriesPage, bound: EntryBound): RoomEntries {
  const { place, more, dropped = null } = page;
  if (place === 'before') {
    const end = firstSeq(entries) ?? Number.POSITIVE_INFINITY;
    const added = page.entries.filter(({ message }) => message.seq < end);
    return withoutEnd({ ...joined(entries, added, entries.list), isBegin: !more, dropped }, bound);
  }
  if (place === 'after') {
    const begin = lastSeq(entries) ?? 0;
    const added = page.entries.filter(({ message }) => message.seq > begin);
    const all = { ...joined(entries, entries.list, added), isLive: page.isEnd };
    return withoutBegin(all, bound);
  }
  const { isEnd } = page;
  return withoutBegin(
    { ...joined(noEntries, [], page.entries), isLive: isEnd, isBegin: !more, dropped },
    bound,
  );
}

function joined(
  entries: RoomEntries,
  first: readonly Entry[],
  second: readonly Entry[],
): RoomEntries {
  const list = [...first, ...second];
  return { ...entries, list, length: list.reduce((sum, entry) => sum + lengthOf(entry), 0) };
}

/** After a change of one of its messages; itself where that is none of them, or does not change. */
export function withChangedEntry(entries: RoomEntries, change: LineChange): RoomEntries {
  const place = entries.list.findLastIndex(
    (entry) => entry.type === 'message' && entry.message.seq === change.of,
  );
  const entry = entries.list[place];
  if (entry?.type !== 'message') return entries;
  const message = withChange(entry.message, change);
  if (message === entry.message) return entries;
  const changed: MessageEntry = { ...entry, message };
  const length = entries.length - lengthOf(entry) + lengthOf(changed);
  return { ...entries, list: entries.list.with(place, changed), length };
}

/** Without an entry that is no message: those keep their places. */
export function withoutEntry(entries: RoomEntries, key: number): RoomEntries {
  const place = entries.list.findLastIndex((one) => one.key === key && one.type !== 'message');
  const entry = entries.list[place];
  if (entry === undefined) return entries;
  const length = entries.length - lengthOf(entry);
  return { ...entries, list: entries.list.toSpliced(place, 1), length };
}

/** The end of the entries, as much as the bound allows. */
export function withoutBegin(entries: RoomEntries, bound: EntryBound): RoomEntries {
  if (fits(entries, bound)) return entries;
  const { list } = entries;
  let { length } = entries;
  let place = 0;
  // A few more go than must, so that not each entry that comes moves all others.
  const { entries: count, length: most } = atEase(bound);
  while (place < list.length - 1 && (list.length - place > count || length > most)) {
    length -= lengthOf(list[place] as Entry);
    place += 1;
  }
  return { ...entries, list: list.slice(place), length, isBegin: false };
}

function withoutEnd(entries: RoomEntries, bound: EntryBound): RoomEntries {
  if (fits(entries, bound)) return entries;
  const { list } = entries;
  let { length } = entries;
  let end = list.length;
  while (end > 1 && (end > bound.entries || length > bound.length)) {
    end -= 1;
    length -= lengthOf(list[end] as Entry);
  }
  const isCut = list.slice(end).some(({ type }) => type === 'message');
  return { ...entries, list: list.slice(0, end), length, isLive: entries.isLive && !isCut };
}

function fits({ list, length }: RoomEntries, bound: EntryBound): boolean {
  return list.length <= bound.entries && (length <= bound.length || list.length <= 1);
}

function atEase({ entries, length }: EntryBound): EntryBound {
  return { entries: Math.ceil(entries * 0.9), length: Math.ceil(length * 0.9) };
}

function lengthOf(entry: Entry): number {
  return entry.type === 'message' ? entry.message.text.length : entry.text.length;
}
