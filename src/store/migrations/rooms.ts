import type { DatabaseSync } from 'node:sqlite';

/**
 * Rooms get names, topics and settings, and memberships begin and end. Those of before stay as they were: the
 * lobby and conversations of two have no name, everybody in them is a member, and may read all of their history.
 * Both tables are made anew, as the kinds of rooms are a check of theirs.
 */
export function rooms(database: DatabaseSync): void {
  database.exec(`
    DROP INDEX rooms_of_account;
    ALTER TABLE rooms RENAME TO old_rooms;
    ALTER TABLE memberships RENAME TO old_memberships;

    CREATE TABLE rooms (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL CHECK (kind IN ('lobby', 'direct', 'named')),
      name TEXT CHECK ((name IS NULL) = (kind <> 'named')),
      topic TEXT NOT NULL,
      access TEXT NOT NULL CHECK (access IN ('public', 'private')),
      readonly INTEGER NOT NULL CHECK (readonly IN (0, 1)),
      slow_ms INTEGER NOT NULL,
      history TEXT NOT NULL CHECK (history IN ('all', 'joined')),
      archived INTEGER NOT NULL CHECK (archived IN (0, 1)),
      created_by INTEGER NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    INSERT INTO rooms
      SELECT id, key, kind, NULL, '', iif(kind = 'lobby', 'public', 'private'), 0, 0, 'all', 0, 0,
        coalesce((SELECT min(at) FROM events WHERE type = 'line.create'), 0)
      FROM old_rooms;
    CREATE UNIQUE INDEX public_rooms ON rooms (name)
      WHERE name IS NOT NULL AND access = 'public' AND archived = 0;
    CREATE INDEX rooms_made_by ON rooms (created_by) WHERE created_by > 0 AND archived = 0;

    CREATE TABLE memberships (
      room INTEGER NOT NULL REFERENCES rooms (id),
      account INTEGER NOT NULL REFERENCES accounts (id),
      state TEXT NOT NULL CHECK (state IN ('in', 'out', 'invited')),
      state_at INTEGER NOT NULL,
      invited_by INTEGER NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('owner', 'operator', 'member')),
      name TEXT,
      since INTEGER NOT NULL,
      until INTEGER,
      earlier_json TEXT,
      read_position INTEGER NOT NULL,
      spoke_at INTEGER NOT NULL,
      PRIMARY KEY (room, account)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO memberships
      SELECT room, account, 'in', accounts.created_at, 0, 'member', NULL, 0, NULL, NULL, read_position, 0
      FROM old_memberships JOIN accounts ON accounts.id = old_memberships.account
      ORDER BY room, account;
    CREATE INDEX rooms_of_account ON memberships (account, room);
    CREATE INDEX members_in ON memberships (room) WHERE state = 'in';
    CREATE UNIQUE INDEX names_of_rooms ON memberships (account, name)
      WHERE name IS NOT NULL AND state <> 'out';

    DROP TABLE old_memberships;
    DROP TABLE old_rooms;

    ALTER TABLE invites ADD COLUMN rooms_json TEXT;
    ALTER TABLE invites ADD COLUMN role TEXT NOT NULL DEFAULT 'member';
  `);
}
