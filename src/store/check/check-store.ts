import { DatabaseSync } from '../../base/sqlite.ts';
import { migrate } from '../migrations.ts';
import { DerivedAmendments } from './derived-amendments.ts';
import { differing } from './differing.ts';
import { MidCheck } from './mids.ts';
import type { Problem } from './problem.ts';
import { walkBlocks } from './walk-blocks.ts';

/** How a store is. */
export interface StoreCheck {
  readonly problems: readonly Problem[];
  readonly rooms: number;
  readonly entries: number;
  readonly blocks: number;
}

/** Problems of one sort that are told at the most. */
const mostTold = 100;

/** Rows that refer to others without a foreign key, each with its words. */
const references = {
  'read positions are behind the end of their rooms': `SELECT count(*) AS count FROM memberships
    WHERE read_position > coalesce((SELECT max(last_seq) FROM blocks WHERE room = memberships.room), 0)`,
  'urgent messages are of no room': `SELECT count(*) AS count FROM urgents
    WHERE room NOT IN (SELECT id FROM rooms)`,
  'files are of no message': `SELECT count(*) AS count FROM attachments WHERE seq > coalesce(
    (SELECT max(last_seq) FROM blocks WHERE room = attachments.room), 0)`,
} as const;

/**
 * Checks everything in a store that can be checked: the file by SQLite's own means, its schema, its indexes, all
 * messages by their checksums, and all that follows from them. It sees the store as of one moment, whether or not a
 * server runs.
 *
 * @param database any connection, which has no transaction
 * @param advance told how many blocks are done of how many; what it throws ends the check
 */
export function checkStore(
  database: DatabaseSync,
  advance: (done: number, total: number) => void = () => {},
): StoreCheck {
  database.exec('BEGIN');
  try {
    return new StoreChecker(database, advance).check();
  } finally {
    database.exec('ROLLBACK');
  }
}

class StoreChecker {
  readonly #database: DatabaseSync;
  readonly #advance: (done: number, total: number) => void;
  readonly #problems: Problem[] = [];
  #blocks = 0;
  #entries = 0;

  constructor(database: DatabaseSync, advance: (done: number, total: number) => void) {
    this.#database = database;
    this.#advance = advance;
  }

  check(): StoreCheck {
    const total = this.#count('blocks');
    this.#advance(0, total);
    this.#attempt('file', 'the schema', () => this.#checkSchema());
    this.#attempt('file', 'the file', () => this.#checkFile());
    this.#attempt('messages', 'messages', () => this.#checkMessages(total));
    this.#attempt('reference', 'references', () => this.#checkReferences());
    return {
      problems: this.#problems,
      rooms: this.#count('rooms'),
      entries: this.#entries,
      blocks: this.#blocks,
    };
  }

  /** A part of the store that is damaged so much that SQLite gives it up is a problem by itself. */
  #attempt(kind: Problem['kind'], part: string, check: () => void): void {
    try {
      check();
    } catch (error) {
      if (!(error instanceof Error && 'errcode' in error)) throw error;
      this.#problems.push({ kind, text: `${part} cannot be read: ${error.message}` });
    }
  }

  #count(table: string): number {
    try {
      return Number(this.#database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count);
    } catch {
      return 0;
    }
  }

  #checkSchema(): void {
    const [part] = differing(expectedSchema(), schemaOf(this.#database));
    if (part === undefined) return;
    this.#problems.push({ kind: 'file', text: `the schema is another than it should be: ${part}` });
  }

  #checkFile(): void {
    const rows = this.#database.prepare(`PRAGMA integrity_check(${mostTold})`).all();
    const texts = rows.map(({ integrity_check: text }) => String(text));
    for (const text of texts.filter((each) => each !== 'ok')) {
      const isIndex = /\bindex\b/.test(text) && !/malformed|NULL value|CHECK/i.test(text);
      this.#problems.push({ kind: isIndex ? 'index' : 'file', text });
    }
  }

  #checkMessages(total: number): void {
    const mids = new MidCheck(this.#database);
    const amendments = new DerivedAmendments();
    let isWhole = true;
    for (const found of walkBlocks(this.#database)) {
      if ('kind' in found) {
        isWhole = false;
        this.#problems.push(found);
        continue;
      }
      this.#blocks += 1;
      this.#entries += found.entries.length;
      mids.look(found);
      amendments.add(found);
      this.#advance(this.#blocks, total);
    }
    this.#problems.push(...mids.problems(isWhole));
    // Where messages are missing nobody knows what became of others.
    if (isWhole) this.#problems.push(...amendments.compare(this.#database));
  }

  #checkReferences(): void {
    for (const { table, parent } of this.#database.prepare('PRAGMA foreign_key_check').all()) {
      const text = `a row of ${table} refers to one of ${parent} that is not there`;
      this.#problems.push({ kind: 'reference', text });
    }
    for (const [words, query] of Object.entries(references)) {
      const count = Number(this.#database.prepare(query).get()?.count);
      if (count > 0) this.#problems.push({ kind: 'reference', text: `${count} ${words}` });
    }
  }
}

let expected: Set<string> | undefined;

/** The schema of a new store; it takes some milliseconds to make. */
function expectedSchema(): Set<string> {
  if (expected !== undefined) return expected;
  const fresh = new DatabaseSync(':memory:');
  migrate(fresh);
  expected = schemaOf(fresh);
  fresh.close();
  return expected;
}

/** Tables, indexes and views, in the words that made them. */
function schemaOf(database: DatabaseSync): Set<string> {
  const rows = database.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
  return new Set(rows.map(({ sql }) => String(sql).replaceAll(/\s+/g, ' ')));
}
