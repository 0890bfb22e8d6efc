import type { Account, AuditEvent, Invite, Member, Room, Session } from '../chat/tables.ts';
import type { Grant } from '../words/grant.ts';

/*
 * How the rows of the database become the values of the chat: for each, the columns as a SELECT names
 * them, and the function that takes such a row.
 */

/** A row as node:sqlite gives it. */
export type Row = Record<string, unknown>;

export const accountColumns = `id, uid, name, role, record, pending, created_at AS createdAt,
  banned_until AS bannedUntil, ban_reason AS banReason, reset_hash AS resetHash,
  reset_expires_at AS resetExpiresAt`;

/** Takes a row of `accountColumns`. */
export function toAccount(row: Row): Account {
  return { ...(row as unknown as Account), pending: row.pending === 1 };
}

export const sessionColumns = `id, account, device, grant_json AS grantJson, token_hash AS tokenHash,
  previous_hash AS previousHash, created_at AS createdAt, last_seen_at AS lastSeenAt, address,
  revoked_at AS revokedAt`;

/** Takes a row of `sessionColumns`. */
export function toSession(row: Row): Session {
  const { grantJson, ...columns } = row;
  const grant = grantJson === null ? null : JSON.parse(String(grantJson));
  return { ...(columns as unknown as Omit<Session, 'grant'>), grant };
}

/** How a grant is kept: as JSON. */
export function fromGrant(grant: Grant | null): string | null {
  return grant && JSON.stringify(grant);
}

export const memberColumns = 'room, account, seen';

/** Takes a row of `memberColumns`. */
export function toMember(row: Row): Member {
  return { ...(row as unknown as Member) };
}

export const inviteColumns = 'hash, name, created_by AS createdBy, expires_at AS expiresAt';

/** Takes a row of `inviteColumns`. */
export function toInvite(row: Row): Invite {
  return { ...(row as unknown as Invite) };
}

export const eventColumns = 'position, at, actor, type, data';

/** Takes a row of `eventColumns`. */
export function toEvent(row: Row): AuditEvent {
  return { ...(row as unknown as AuditEvent), data: JSON.parse(String(row.data)) };
}

/** Columns of a room; `lastSeq` costs one step in the index of places, whatever the room's length. */
export const roomColumns = `id, key, kind,
  coalesce((SELECT max(last_seq) FROM blocks WHERE room = rooms.id), 0) AS lastSeq`;

/** Takes a row of `roomColumns`. */
export function toRoom(row: Row): Room {
  return { ...(row as unknown as Room) };
}
