import { type FileIdentity, identityAt, isInPlace } from '../../base/file-identity.ts';
import { DatabaseSync } from '../../base/sqlite.ts';
import { isDamage, makePrivateDatabase } from '../database.ts';
import { type Prepared, prepareAll } from '../prepared.ts';
import { removeIndexFile } from './index-file.ts';

/* The file of the index: which entries have which tokens. */

/** An entry with its tokens. */
export interface IndexedEntry {
  /** See `placeOf`. */
  readonly place: number;
  readonly tokens: Iterable<string>;
}

/** The history that an index was made from, as far as it was taken in. */
export interface IndexedHistory {
  readonly epoch: string;
  /** Id of the term in which the last entry was taken in. */
  readonly term: string;
  /** Position of the last block that was taken in. */
  readonly position: number;
}

/**
 * Raised whenever other tokens are made of a text, or they are kept otherwise. What a letter is follows the version
 * of Unicode that Node has.
 */
const version = `2, Unicode ${process.versions.unicode}`;

/** Pages of 4 KiB that the write-ahead log gathers: a flush for each 16 MiB, as it waits for the journal's disk. */
const checkpointPages = 4_096;

/*
 * In WAL mode a commit flushes nothing with `synchronous = NORMAL`: after a power failure the last ones may be
 * missing, and with them the position up to which entries were taken in.
 */
const pragmas = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA secure_delete = ON;
  PRAGMA wal_autocheckpoint = ${checkpointPages};
  PRAGMA journal_size_limit = ${checkpointPages * 4096};
  PRAGMA cache_size = -16384;
  PRAGMA temp_store = MEMORY;
  PRAGMA trusted_schema = OFF;
`;

const schema = `
  BEGIN;
  CREATE TABLE state (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
  CREATE VIRTUAL TABLE entries USING fts5 (
    tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
  );
  COMMIT;
`;

const sources = {
  begin: 'BEGIN IMMEDIATE',
  commit: 'COMMIT',
  add: 'INSERT INTO entries (rowid, tokens) VALUES (?, ?)',
  remove: 'DELETE FROM entries WHERE rowid = ?',
  find: `SELECT rowid AS place FROM entries WHERE entries MATCH ? AND rowid < ? AND rowid >= ?
    ORDER BY rowid DESC LIMIT ?`,
  places: 'SELECT id AS place FROM entries_docsize WHERE id > ? ORDER BY id LIMIT ?',
  state: 'SELECT value FROM state WHERE key = ?',
  putState: `INSERT INTO state (key, value) VALUES (?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  merge: "INSERT INTO entries (entries, rank) VALUES ('merge', ?)",
  changes: 'SELECT total_changes() AS total',
} as const;

/** Pages that one step of a merge writes at least. */
const mergePages = 64;

/**
 * An index of entries by their tokens, in an SQLite file of its own. It holds no texts, only their tokens, and can
 * be thrown away at any time.
 */
export class SearchIndex {
  readonly #file: string;
  #database: DatabaseSync;
  #identity: FileIdentity | undefined;
  #sql: Prepared<keyof typeof sources>;
  /** The next step of a merge begins it. */
  #mergeIsNew = true;

  /**
   * Opens the file. One that is missing, damaged, or of another version is made anew, and empty.
   *
   * @throws InputError or an error of SQLite where the file cannot be made
   */
  constructor(file: string) {
    this.#file = file;
    this.#database = open(file);
    this.#sql = prepareAll(this.#database, sources);
    this.#identity = identityAt(file);
  }

  /** The history that it was made from; undefined when it is empty. */
  get history(): IndexedHistory | undefined {
    const [epoch, term, position] = ['epoch', 'term', 'position'].map((key) => this.#state(key));
    if (epoch === undefined) return undefined;
    return { epoch: String(epoch), term: String(term), position: Number(position) };
  }

  /** Whether the file is still the one that was opened. */
  get isInPlace(): boolean {
    return this.#identity !== undefined && isInPlace(this.#file, this.#identity);
  }

  /** Takes entries in and out, in one transaction with how far that has come. */
  change(
    added: readonly IndexedEntry[],
    removed: readonly number[],
    history: IndexedHistory,
  ): void {
    this.#together(() => {
      for (const place of removed) this.#sql.remove.run(place);
      for (const { place, tokens } of added) this.#sql.add.run(place, [...tokens].join(' '));
      for (const [key, value] of Object.entries(history)) this.#sql.putState.run(key, value);
      if (removed.length > 0) this.#sql.putState.run('merge', 1);
    });
  }

  /**
   * Places of entries that have all of the tokens, the highest first.
   *
   * @param tokens at least one
   * @param below only lower places
   * @param least only this place and higher ones
   */
  find(tokens: readonly Token[], below: number, least: number, limit: number): number[] {
    return this.#sql.find
      .all(expressionOf(tokens), below, least, limit)
      .map(({ place }) => Number(place));
  }

  /** Places of all entries that it has, behind one, lowest first. */
  placesAfter(place: number, limit: number): number[] {
    return this.#sql.places.all(place, limit).map(({ place: found }) => Number(found));
  }

  /** The store's `dropMark` up to which entries that were dropped are taken out. */
  get sweptMark(): number {
    return Number(this.#state('swept') ?? 0);
  }

  /** Entries that were dropped up to this mark are taken out. */
  noteSweep(mark: number): void {
    this.#sql.putState.run('swept', mark);
  }

  /** Whether tokens of entries that were taken out still lie in the file, hidden. */
  get hasRemains(): boolean {
    return this.#state('merge') === 1;
  }

  /** Writes a part of the index anew, without the remains of entries that were taken out; see `hasRemains`. */
  mergeStep(): void {
    this.#together(() => {
      const before = this.#changes();
      // A negative number begins to merge everything, a positive one goes on (FTS5, section 6.9).
      this.#sql.merge.run(this.#mergeIsNew ? -mergePages : mergePages);
      this.#mergeIsNew = this.#changes() - before < 2 && !this.#mergeIsNew;
      if (this.#mergeIsNew) this.#sql.putState.run('merge', 0);
    });
  }

  /** Throws everything away, and begins anew with an empty file. */
  clear(): void {
    this.close();
    removeIndexFile(this.#file);
    this.#database = open(this.#file);
    this.#sql = prepareAll(this.#database, sources);
    this.#identity = identityAt(this.#file);
    this.#mergeIsNew = true;
  }

  /** Closes it, and removes the file. */
  destroy(): void {
    this.close();
    removeIndexFile(this.#file);
  }

  /** May be called twice. */
  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #together(action: () => void): void {
    this.#sql.begin.run();
    try {
      action();
      this.#sql.commit.run();
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #state(key: string): unknown {
    return this.#sql.state.get(key)?.value;
  }

  #changes(): number {
    return Number(this.#sql.changes.get()?.total);
  }
}

/** A token that entries have; or some, of which they have at least one. */
export type Token = string | readonly string[];

/** No token has a quotation mark in it, so that none can say anything to FTS5. */
function expressionOf(tokens: readonly Token[]): string {
  return tokens.map((token) => `(${[token].flat().map(quoted).join(' OR ')})`).join(' AND ');
}

function quoted(token: string): string {
  return `"${token.replaceAll('"', '""')}"`;
}

function open(file: string): DatabaseSync {
  try {
    const database = openPresent(file);
    if (database !== undefined) return database;
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  removeIndexFile(file);
  return create(file);
}

/** undefined: it is of another version. */
function openPresent(file: string): DatabaseSync | undefined {
  makePrivateDatabase(file);
  const database = new DatabaseSync(file);
  try {
    database.exec(pragmas);
    const state = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'state'").get();
    const found = state && database.prepare("SELECT value FROM state WHERE key = 'version'").get();
    if (found?.value === version) return database;
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  return undefined;
}

function create(file: string): DatabaseSync {
  makePrivateDatabase(file);
  const database = new DatabaseSync(file);
  try {
    database.exec(pragmas);
    database.exec(schema);
    database.prepare("INSERT INTO state VALUES ('version', ?)").run(version);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
