import type { DatabaseSync, StatementSync } from 'node:sqlite';

/* SQL statements that are prepared once. */

/** Prepared statements by the names of their sources. */
export type Prepared<Name extends string> = Readonly<Record<Name, StatementSync>>;

/** Prepares every statement of a table of SQL sources once. */
export function prepareAll<Name extends string>(
  database: DatabaseSync,
  sources: Readonly<Record<Name, string>>,
): Prepared<Name> {
  const names = Object.keys(sources) as Name[];
  const prepared = names.map((name) => [name, database.prepare(sources[name])]);
  return Object.fromEntries(prepared) as Prepared<Name>;
}
