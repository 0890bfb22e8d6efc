import type { DatabaseSync } from 'node:sqlite';
import { nameSkeleton } from '../../words/name-skeleton.ts';

/**
 * Bans become sanctions of the line; one of before was made by whoever banned the account last, as the events
 * have it. Accounts are found by names that look alike, and events by whom they were done to: only those
 * that have somebody are in the indexes, so that a login adds to none.
 */
export function sanctions(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE sanctions (
      scope INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('ban', 'mute')),
      subject TEXT NOT NULL,
      until INTEGER,
      reason TEXT NOT NULL,
      actor INTEGER NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (scope, kind, subject)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sanctions_on ON sanctions (subject, scope, kind);

    INSERT INTO sanctions (scope, kind, subject, until, reason, actor, at)
      SELECT 0, 'ban', 'account:' || id, banned_until, ban_reason,
        coalesce(last.actor, 0), coalesce(last.at, created_at)
      FROM accounts LEFT JOIN (
        SELECT data ->> 'account' AS account, actor, at, max(position) FROM events
          WHERE type = 'account.ban' GROUP BY data ->> 'account'
      ) AS last ON last.account = accounts.id
      WHERE banned_until IS NULL OR banned_until > 0;

    ALTER TABLE accounts ADD COLUMN sanctioned INTEGER NOT NULL DEFAULT 0 CHECK (sanctioned IN (0, 1));
    UPDATE accounts SET sanctioned = 1 WHERE banned_until IS NULL OR banned_until > 0;
    ALTER TABLE accounts DROP COLUMN banned_until;
    ALTER TABLE accounts DROP COLUMN ban_reason;

    ALTER TABLE accounts ADD COLUMN skeleton TEXT NOT NULL DEFAULT '';

    ALTER TABLE events ADD COLUMN whom TEXT;
    UPDATE events SET whom = 'account:' || (data ->> 'account')
      WHERE type IN ('account.ban', 'account.unban', 'account.admit', 'account.role', 'account.reset')
        OR type = 'session.revoke' AND data ->> 'account' <> actor;
    UPDATE events SET whom = 'line' WHERE type IN ('sign-up.change', 'invite.create');
    CREATE INDEX acts ON events (position) WHERE whom IS NOT NULL;
    CREATE INDEX acts_by ON events (actor, position) WHERE whom IS NOT NULL;
    CREATE INDEX acts_on ON events (whom, position) WHERE whom IS NOT NULL;
  `);
  const put = database.prepare('UPDATE accounts SET skeleton = ? WHERE id = ?');
  for (const { id, name } of database.prepare('SELECT id, name FROM accounts').all()) {
    put.run(nameSkeleton(String(name)), Number(id));
  }
  database.exec('CREATE INDEX names_alike ON accounts (skeleton, id)');
}
