import type { DatabaseSync } from 'node:sqlite';
import type { Amendment, RoomEntry } from '../chat/tables.ts';
import { type Content, writeContent } from '../words/content.ts';
import { limits } from '../words/limits.ts';
import type { EntryReactions } from '../words/runs.ts';
import { type Block, blockColumns, unpackEntries } from './block.ts';
import { amendments } from './entities.ts';
import { type Prepared, prepareAll } from './prepared.ts';

/** An entry as it is now. */
export interface AmendedEntry extends RoomEntry {
  /** JSON, as a list of `EntryReactions`; undefined where there are none. */
  readonly reactions?: string;
}

/** An amendment, with the name of who made it. */
type NamedAmendment = Amendment & { readonly name: string };

const sources = {
  within: `SELECT ${amendments.columns},
      (SELECT name FROM accounts WHERE accounts.id = account) AS name
    FROM amendments WHERE room = ? AND of BETWEEN ? AND ? ORDER BY of, emoji, name`,
  holding: `SELECT ${blockColumns} FROM blocks WHERE room = ? AND last_seq >= ?
    ORDER BY last_seq LIMIT 1`,
} as const;

/** Amendments are looked up for so many places at a time: a page takes one look-up or two. */
const windowPlaces = 1_024;
/** Bytes of a content and its reactions for which a frame has room. */
const maxBytes = limits.frameBytes - 1_024;

/** The amendments of the entries with the numbers `first` to `first + windowPlaces - 1` of a room. */
interface Window {
  readonly room: number;
  readonly first: number;
  readonly byEntry: ReadonlyMap<number, readonly NamedAmendment[]>;
}

/**
 * Gives stored entries as they are now: with the text of their last edit, without the one that was deleted, and with
 * the reactions to them. Whoever reads entries for people reads them through this.
 */
export class AmendedEntries {
  readonly #sql: Prepared<keyof typeof sources>;

  /** @param database any connection with the present schema; its owner closes it */
  constructor(database: DatabaseSync) {
    this.#sql = prepareAll(database, sources);
  }

  /** The entries in the order in which they are given, each as it is now. */
  *resolve(entries: Iterable<RoomEntry>): Generator<AmendedEntry> {
    let window: Window | undefined;
    for (const entry of entries) {
      if (window === undefined || !holds(window, entry)) window = this.#windowOf(entry);
      const amended = window.byEntry.get(entry.seq);
      yield amended === undefined ? withoutPadding(entry) : this.#amend(entry, amended);
    }
  }

  #windowOf({ room, seq }: RoomEntry): Window {
    const first = seq - (seq % windowPlaces);
    const rows = this.#sql.within.all(room, first, first + windowPlaces - 1);
    const byEntry = Map.groupBy(rows as unknown as NamedAmendment[], ({ of }) => of);
    return { room, first, byEntry };
  }

  #amend(entry: RoomEntry, amended: readonly NamedAmendment[]): AmendedEntry {
    if (amended.some(({ kind }) => kind === 'deletion')) return { ...entry, content: deleted };
    const edit = amended.find(({ kind }) => kind === 'edit');
    const content = edit === undefined ? entry.content : this.#edited(entry, edit);
    const reactions = reactionsIn(amended);
    if (reactions === undefined || bytesOf(content) + bytesOf(reactions) > maxBytes) {
      return { ...entry, content };
    }
    return { ...entry, content, reactions };
  }

  #edited({ content, account }: RoomEntry, edit: NamedAmendment): string {
    const { kind, names }: Content = JSON.parse(content);
    const made = this.#entry(edit.room, edit.seq);
    const { text }: Content = JSON.parse(made.content);
    const by = edit.account === account ? {} : { editedBy: edit.name };
    const to = names === undefined ? {} : { names };
    return writeContent({ kind, text, ...to, edited: made.at, ...by });
  }

  #entry(room: number, seq: number): RoomEntry {
    const block = this.#sql.holding.get(room, seq) as unknown as Block;
    return unpackEntries(block).find((entry) => entry.seq === seq) as RoomEntry;
  }
}

const deleted = writeContent({ kind: 'deleted', text: '' });

function holds({ room, first }: Window, entry: RoomEntry): boolean {
  return entry.room === room && entry.seq >= first && entry.seq < first + windowPlaces;
}

/** An erased content has spaces behind it. */
function withoutPadding(entry: RoomEntry): RoomEntry {
  const { content } = entry;
  return content.endsWith(' ') ? { ...entry, content: content.trimEnd() } : entry;
}

function reactionsIn(amended: readonly NamedAmendment[]): string | undefined {
  const reactions = amended.filter(({ kind }) => kind === 'reaction');
  if (reactions.length === 0) return undefined;
  const byEmoji = Map.groupBy(reactions, ({ emoji }) => emoji);
  const list = Array.from(byEmoji, ([emoji, all]): EntryReactions => {
    return { emoji, names: all.map(({ name }) => name) };
  });
  return JSON.stringify(list);
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
