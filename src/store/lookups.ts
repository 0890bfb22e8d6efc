import type { DatabaseSync } from 'node:sqlite';
import type {
  Account,
  AccountPreferences,
  Attachment,
  Invite,
  Membership,
  Room,
  Sanction,
  Session,
  Urgent,
} from '../chat/tables.ts';
import {
  accounts,
  attachments,
  invites,
  memberships,
  preferences,
  rooms,
  sanctions,
  sessions,
  urgents,
} from './entities.ts';
import { type Prepared, prepareAll } from './prepared.ts';

/* The look-ups that rules and server share. */

const sources = {
  account: `SELECT ${accounts.columns} FROM accounts WHERE id = ?`,
  accountByName: `SELECT ${accounts.columns} FROM accounts WHERE name = ?`,
  accountLike: `SELECT ${accounts.columns} FROM accounts WHERE skeleton = ? ORDER BY id LIMIT 1`,
  waitingAccounts: `SELECT ${accounts.columns} FROM accounts WHERE pending = 1 ORDER BY id`,
  session: `SELECT ${sessions.columns} FROM sessions WHERE id = ?`,
  liveSessions: `SELECT ${sessions.columns} FROM sessions WHERE account = ? AND revoked_at = 0
    ORDER BY last_seen_at, id`,
  room: `SELECT ${rooms.columns} FROM rooms WHERE id = ?`,
  roomByKey: `SELECT ${rooms.columns} FROM rooms WHERE key = ?`,
  publicRoom: `SELECT ${rooms.columns} FROM rooms
    WHERE name = ? AND name IS NOT NULL AND access = 'public' AND archived = 0`,
  roomsMadeBy: `SELECT count(*) AS count FROM rooms
    WHERE created_by = ? AND created_by > 0 AND archived = 0`,
  membershipNamed: `SELECT ${memberships.columns} FROM memberships
    WHERE account = ? AND name = ? AND name IS NOT NULL AND state <> 'out'`,
  membersOf: `SELECT ${memberships.columns} FROM memberships
    WHERE room = ? AND state <> 'out' ORDER BY account`,
  hasMembers: "SELECT 1 FROM memberships WHERE room = ? AND state = 'in' LIMIT 1",
  roomCount: `SELECT count(*) AS count FROM memberships
    WHERE account = ? AND name IS NOT NULL AND state <> 'out'`,
  membership: `SELECT ${memberships.columns} FROM memberships WHERE room = ? AND account = ?`,
  sanction: `SELECT ${sanctions.columns} FROM sanctions
    WHERE scope = ? AND kind = ? AND subject = ?`,
  sanctionsOn: `SELECT ${sanctions.columns} FROM sanctions WHERE subject = ? ORDER BY scope, kind`,
  networkSanctions: `SELECT ${sanctions.columns} FROM sanctions
    WHERE scope = 0 AND subject > 'network:' AND subject < 'network;' ORDER BY kind, subject`,
  invite: `SELECT ${invites.columns} FROM invites WHERE hash = ?`,
  urgent: `SELECT ${urgents.columns} FROM urgents WHERE room = ? AND seq = ? AND account = ?`,
  urgents: `SELECT ${urgents.columns} FROM urgents WHERE room = ? AND seq = ? ORDER BY account`,
  openUrgents: `SELECT ${urgents.columns} FROM urgents
    WHERE account = ? AND acknowledged_at IS NULL ORDER BY at, room, seq`,
  attachment: `SELECT ${attachments.columns} FROM attachments WHERE room = ? AND seq = ?`,
  ownFileBytes: `SELECT bytes FROM uploads WHERE account = ?1 AND hash = ?2
    UNION SELECT bytes FROM attachments WHERE account = ?1 AND hash = ?2 LIMIT 1`,
  preferences: `SELECT ${preferences.columns} FROM preferences WHERE account = ?`,
  setting: 'SELECT value FROM settings WHERE key = ?',
} as const;

/**
 * Looks up single rows over one connection, for rules and server alike. A few microseconds each.
 */
export class Lookups {
  readonly #sql: Prepared<keyof typeof sources>;

  /** @param database a connection with the present schema; its owner closes it */
  constructor(database: DatabaseSync) {
    this.#sql = prepareAll(database, sources);
  }

  account(id: number): Account | undefined {
    const row = this.#sql.account.get(id);
    return row && accounts.toValue(row);
  }

  /** @param name already folded to lower case */
  accountByName(name: string): Account | undefined {
    const row = this.#sql.accountByName.get(name);
    return row && accounts.toValue(row);
  }

  /** The account made first whose name has this skeleton. */
  accountLike(skeleton: string): Account | undefined {
    const row = this.#sql.accountLike.get(skeleton);
    return row && accounts.toValue(row);
  }

  /** Accounts that wait for the operator, the one made first first. */
  waitingAccounts(): Account[] {
    return this.#sql.waitingAccounts.all().map(accounts.toValue);
  }

  /** The session of this id, revoked or not. */
  session(id: string): Session | undefined {
    const row = this.#sql.session.get(id);
    return row && sessions.toValue(row);
  }

  /** Sessions of an account that are not revoked, oldest `lastSeenAt` first, then by id. */
  liveSessions(account: number): Session[] {
    return this.#sql.liveSessions.all(account).map(sessions.toValue);
  }

  room(id: number): Room | undefined {
    const row = this.#sql.room.get(id);
    return row && rooms.toValue(row);
  }

  roomByKey(key: string): Room | undefined {
    const row = this.#sql.roomByKey.get(key);
    return row && rooms.toValue(row);
  }

  /** The public room of this name that is not archived. */
  publicRoom(name: string): Room | undefined {
    const row = this.#sql.publicRoom.get(name);
    return row && rooms.toValue(row);
  }

  /** How many named rooms an account has made that are not archived. */
  roomsMadeBy(account: number): number {
    return Number(this.#sql.roomsMadeBy.get(account)?.count);
  }

  /** The place of an account in the room that it is in, or invited to, and calls by this name. */
  membershipNamed(account: number, name: string): Membership | undefined {
    const row = this.#sql.membershipNamed.get(account, name);
    return row && memberships.toValue(row);
  }

  /** The places of those who are in a room, or invited to it, lowest account first: as many as there are. */
  membersOf(room: number): Membership[] {
    return this.#sql.membersOf.all(room).map(memberships.toValue);
  }

  /** Whether anybody is in a room. */
  hasMembers(room: number): boolean {
    return this.#sql.hasMembers.get(room) !== undefined;
  }

  /** How many named rooms an account is in, or invited to. */
  roomCount(account: number): number {
    return Number(this.#sql.roomCount.get(account)?.count);
  }

  /** The place of an account in a room; undefined when it never had any. */
  membership(room: number, account: number): Membership | undefined {
    const row = this.#sql.membership.get(room, account);
    return row && memberships.toValue(row);
  }

  sanction(scope: number, kind: Sanction['kind'], subject: string): Sanction | undefined {
    const row = this.#sql.sanction.get(scope, kind, subject);
    return row && sanctions.toValue(row);
  }

  /** Sanctions on a subject in all scopes, by scope and kind. */
  sanctionsOn(subject: string): Sanction[] {
    return this.#sql.sanctionsOn.all(subject).map(sanctions.toValue);
  }

  /** Sanctions of the line on networks, by kind and subject. */
  networkSanctions(): Sanction[] {
    return this.#sql.networkSanctions.all().map(sanctions.toValue);
  }

  /** The invitation with this hash of its code, expired or not. */
  invite(hash: string): Invite | undefined {
    const row = this.#sql.invite.get(hash);
    return row && invites.toValue(row);
  }

  /** How an urgent message stands with one of those to whom it is addressed. */
  urgent(room: number, seq: number, account: number): Urgent | undefined {
    const row = this.#sql.urgent.get(room, seq, account);
    return row && urgents.toValue(row);
  }

  /** The same with all of them, lowest account first. */
  urgents(room: number, seq: number): Urgent[] {
    return this.#sql.urgents.all(room, seq).map(urgents.toValue);
  }

  /** The urgent messages that wait for an account, the oldest first. */
  openUrgents(account: number): Urgent[] {
    return this.#sql.openUrgents.all(account).map(urgents.toValue);
  }

  /** The file of the message at a place. */
  attachment(room: number, seq: number): Attachment | undefined {
    const row = this.#sql.attachment.get(room, seq);
    return row && attachments.toValue(row);
  }

  /** The length of a file that an account has sent, or posted; undefined: it has not. */
  ownFileBytes(account: number, hash: string): number | undefined {
    return this.#sql.ownFileBytes.get(account, hash)?.bytes as number | undefined;
  }

  /** The preferences of an account; undefined when it has changed none. */
  preferences(account: number): AccountPreferences | undefined {
    const row = this.#sql.preferences.get(account);
    return row && preferences.toValue(row);
  }

  setting(key: string): string | undefined {
    return this.#sql.setting.get(key)?.value as string | undefined;
  }
}
