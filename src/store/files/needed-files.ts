import type { DatabaseSync } from 'node:sqlite';
import type { StoredFile } from './file-folder.ts';

/**
 * The files that a store needs, in the order of their hashes; none of a store from before there were any.
 *
 * @param database any connection
 */
export function neededFiles(database: DatabaseSync): StoredFile[] {
  const known = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'attachments'").get();
  if (known === undefined) return [];
  const rows = database
    .prepare('SELECT hash, bytes FROM attachments UNION SELECT hash, bytes FROM uploads ORDER BY 1')
    .all();
  return rows.map(({ hash, bytes }) => ({ hash: String(hash), bytes: Number(bytes) }));
}
