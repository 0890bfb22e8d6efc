import { DatabaseSync } from 'node:sqlite';

/** Tables that nothing in these tests may change, with the columns that coming and going does not touch. */
const unchanged: Readonly<Record<string, string>> = {
  accounts: '*',
  sessions: 'id, account, device, created_at, address, revoked_at',
  rooms: '*',
  memberships: '*',
  invites: '*',
  settings: '*',
  events: '*',
};

/** A server's store, read over a connection of its own that cannot write. */
export class Stored {
  readonly #database: DatabaseSync;

  constructor(file: string) {
    this.#database = new DatabaseSync(file, { readOnly: true });
  }

  /** Everything but messages, and what changes when somebody resumes a session. */
  state(): Record<string, unknown[]> {
    const rows = (table: string, columns: string) =>
      this.#database.prepare(`SELECT ${columns} FROM ${table} ORDER BY 1, 2`).all();
    return Object.fromEntries(
      Object.entries(unchanged).map(([table, columns]) => [table, rows(table, columns)]),
    );
  }

  /** How many messages there are, in all rooms. */
  messages(): number {
    return Number(this.#database.prepare('SELECT count(*) AS count FROM messages').get()?.count);
  }

  /** The journal's last position. */
  position(): number {
    const sql = `SELECT max((SELECT coalesce(max(position), 0) FROM messages),
      (SELECT coalesce(max(position), 0) FROM events)) AS position`;
    return Number(this.#database.prepare(sql).get()?.position);
  }

  close(): void {
    this.#database.close();
  }
}
