import type { DatabaseSync } from 'node:sqlite';
import { type AmendedTables, makeChange } from '../../chat/amend.ts';
import type { Amendment, RoomEntry } from '../../chat/tables.ts';
import { type Content, kindOf } from '../../words/content.ts';
import { isChangeKind } from '../../words/message-kind.ts';
import { amendments } from '../entities.ts';
import { differing } from './differing.ts';
import type { Problem } from './problem.ts';
import type { SoundBlock } from './walk-blocks.ts';

/** The amendments that follow from entries: what became of the messages that were changed. */
export class DerivedAmendments {
  readonly #byEntry = new Map<string, Amendment[]>();
  readonly #tables: AmendedTables = {
    eraseEntry: () => {},
    addAmendment: (amendment) => this.#of(amendment.room, amendment.of).push(amendment),
    deleteAmendment: ({ room, of, seq }) => {
      const all = this.#of(room, of);
      all.splice(
        all.findIndex((one) => one.seq === seq),
        1,
      );
    },
  };

  /** Takes the next entries of a room. */
  add({ entries }: SoundBlock): void {
    for (const entry of entries) this.#add(entry);
  }

  /** Compares them with those of a store. */
  compare(database: DatabaseSync): Problem[] {
    const stored = new Set<string>();
    for (const row of database.prepare(`SELECT ${amendments.columns} FROM amendments`).iterate()) {
      stored.add(asText(amendments.toValue(row)));
    }
    const expected = new Set(this.#all().map(asText));
    const count = differing(expected, stored).length;
    if (count === 0) return [];
    const text = `${count} edits, deletions or reactions are not as the messages say`;
    return [{ kind: 'amendments', text }];
  }

  /** Puts them in the place of those of a store, in a transaction of the caller. */
  write(database: DatabaseSync): void {
    database.exec('DELETE FROM amendments');
    const add = database.prepare(amendments.insert);
    for (const amendment of this.#all()) add.run(...amendments.toRow(amendment));
  }

  #add({ room, seq, of, account, content }: RoomEntry): void {
    const kind = kindOf(content);
    if (of === 0 || !isChangeKind(kind)) return;
    const { text }: Content = JSON.parse(content);
    const emoji = kind === 'reaction' || kind === 'unreaction' ? text : '';
    const change = { target: { room, seq: of }, kind, emoji, before: [...this.#of(room, of)] };
    makeChange(this.#tables, change, { seq, account });
  }

  #of(room: number, of: number): Amendment[] {
    const key = `${room}.${of}`;
    const all = this.#byEntry.get(key) ?? [];
    this.#byEntry.set(key, all);
    return all;
  }

  #all(): Amendment[] {
    return [...this.#byEntry.values()].flat();
  }
}

function asText({ room, of, seq, kind, account, emoji }: Amendment): string {
  return JSON.stringify([room, of, seq, kind, account, emoji]);
}
