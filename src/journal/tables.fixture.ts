import type { DatabaseSync } from 'node:sqlite';

/** Every table's rows as text, in an order of their own, and the views'. */
export function tablesOf(database: DatabaseSync): Record<string, string[]> {
  const names = database
    .prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name")
    .all();
  return Object.fromEntries(
    names.map(({ name }) => {
      const rows = database.prepare(`SELECT * FROM ${name}`).all();
      return [name, rows.map((row) => JSON.stringify(row)).sort()];
    }),
  );
}
