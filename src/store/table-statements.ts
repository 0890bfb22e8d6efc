import {
  accountColumns,
  inviteColumns,
  memberColumns,
  roomColumns,
  sessionColumns,
} from './rows.ts';

/** The SQL behind the chat's tables, by what it does. */
export const tableStatements = {
  begin: 'BEGIN IMMEDIATE',
  commit: 'COMMIT',

  account: `SELECT ${accountColumns} FROM accounts WHERE id = ?`,
  accountByName: `SELECT ${accountColumns} FROM accounts WHERE name = ?`,
  nextAccountId: 'SELECT coalesce(max(id), 0) + 1 AS next FROM accounts',
  putAccount: `INSERT INTO accounts (id, uid, name, role, record, pending, created_at, banned_until,
      ban_reason, reset_hash, reset_expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET uid = excluded.uid, name = excluded.name, role = excluded.role,
      record = excluded.record, pending = excluded.pending, created_at = excluded.created_at,
      banned_until = excluded.banned_until, ban_reason = excluded.ban_reason,
      reset_hash = excluded.reset_hash, reset_expires_at = excluded.reset_expires_at`,

  session: `SELECT ${sessionColumns} FROM sessions WHERE id = ?`,
  liveSessions: `SELECT ${sessionColumns} FROM sessions WHERE account = ? AND revoked_at = 0
    ORDER BY last_seen_at, id`,
  putSession: `INSERT INTO sessions (id, account, device, grant_json, token_hash, previous_hash,
      created_at, last_seen_at, address, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET account = excluded.account, device = excluded.device,
      grant_json = excluded.grant_json, token_hash = excluded.token_hash, previous_hash = excluded.previous_hash,
      created_at = excluded.created_at, last_seen_at = excluded.last_seen_at,
      address = excluded.address, revoked_at = excluded.revoked_at`,

  room: `SELECT ${roomColumns} FROM rooms WHERE id = ?`,
  roomByKey: `SELECT ${roomColumns} FROM rooms WHERE key = ?`,
  nextRoomId: 'SELECT coalesce(max(id), 0) + 1 AS next FROM rooms',
  addRoom: 'INSERT INTO rooms (id, key, kind) VALUES (?, ?, ?)',

  member: `SELECT ${memberColumns} FROM members WHERE room = ? AND account = ?`,
  members: `SELECT ${memberColumns} FROM members WHERE room = ? ORDER BY account`,
  putMember: `INSERT INTO members (room, account, seen) VALUES (?, ?, ?)
    ON CONFLICT (room, account) DO UPDATE SET seen = excluded.seen`,

  invite: `SELECT ${inviteColumns} FROM invites WHERE hash = ?`,
  putInvite: `INSERT INTO invites (hash, name, created_by, expires_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (hash) DO UPDATE SET name = excluded.name, created_by = excluded.created_by,
      expires_at = excluded.expires_at`,
  deleteInvite: 'DELETE FROM invites WHERE hash = ?',

  setting: 'SELECT value FROM settings WHERE key = ?',
  putSetting: `INSERT INTO settings (key, value) VALUES (?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value`,

  lastPosition: `SELECT max(coalesce((SELECT max(position) FROM blocks), 0),
    coalesce((SELECT max(position) FROM events), 0)) AS last`,
  addEvent: 'INSERT INTO events (position, at, actor, type, data) VALUES (?, ?, ?, ?, ?)',
} as const;
