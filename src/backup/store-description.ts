import type { DatabaseSync } from 'node:sqlite';

/** What a database says of itself, of whatever schema. */
export interface StoreDescription {
  /** Version of its schema; 0: it has no tables. */
  readonly schema: number;
  /** Its length. */
  readonly bytes: number;
  /** The history's; null: its schema is from before there were any, or no line has begun. */
  readonly epoch: string | null;
  /** Id of the latest term of its history; null: it has none. */
  readonly term: string | null;
}

/** Describes the database of a connection. */
export function describeStore(database: DatabaseSync): StoreDescription {
  const number = (pragma: string) =>
    Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
  return {
    schema: number('user_version'),
    bytes: number('page_count') * number('page_size'),
    epoch: firstOf(database, 'settings', "SELECT value FROM settings WHERE key = 'epoch'"),
    term: firstOf(database, 'terms', 'SELECT id FROM terms ORDER BY first_position DESC LIMIT 1'),
  };
}

/** The text that a query finds in a table; null if it finds none, or there is no such table. */
function firstOf(database: DatabaseSync, table: string, query: string): string | null {
  const find = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
  if (find.get(table) === undefined) return null;
  const row = database.prepare(query).get();
  return row === undefined ? null : String(Object.values(row)[0]);
}
