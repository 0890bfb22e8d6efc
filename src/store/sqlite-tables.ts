import type { DatabaseSync } from 'node:sqlite';
import { RecentMap } from '../base/recent-map.ts';
import type {
  Account,
  AccountPreferences,
  Amendment,
  Attachment,
  AuditEvent,
  Invite,
  Membership,
  Room,
  RoomEntry,
  Sanction,
  Session,
  Tables,
  Term,
  Upload,
  Urgent,
} from '../chat/tables.ts';
import { BlockWriter } from './block-writer.ts';
import {
  accounts,
  amendments,
  attachments,
  events,
  invites,
  memberships,
  preferences,
  rooms,
  sanctions,
  sessions,
  terms,
  uploads,
  urgents,
} from './entities.ts';
import { Lookups } from './lookups.ts';
import { type Prepared, prepareAll } from './prepared.ts';

/* The tables over SQLite. */

const sources = {
  begin: 'BEGIN IMMEDIATE',
  commit: 'COMMIT',
  nextAccountId: 'SELECT coalesce(max(id), 0) + 1 AS next FROM accounts',
  putAccount: accounts.put,
  deleteAccount: 'DELETE FROM accounts WHERE id = ?',
  putSession: sessions.put,
  nextRoomId: 'SELECT coalesce(max(id), 0) + 1 AS next FROM rooms',
  putRoom: rooms.put,
  putMembership: memberships.put,
  putSanction: sanctions.put,
  deleteSanction: 'DELETE FROM sanctions WHERE scope = ? AND kind = ? AND subject = ?',
  amendments: `SELECT ${amendments.columns} FROM amendments WHERE room = ? AND of = ? ORDER BY seq`,
  addAmendment: amendments.insert,
  dropUrgents: 'DELETE FROM urgents WHERE room = ? AND seq <= ?',
  dropAmendments: 'DELETE FROM amendments WHERE room = ? AND of <= ?',
  deleteAmendment: 'DELETE FROM amendments WHERE room = ? AND of = ? AND seq = ?',
  putInvite: invites.put,
  deleteInvite: 'DELETE FROM invites WHERE hash = ?',
  membersUpTo: `SELECT account FROM memberships
    WHERE room = ? AND state = 'in' ORDER BY account LIMIT ?`,
  putUrgent: urgents.put,
  deleteUrgent: 'DELETE FROM urgents WHERE room = ? AND seq = ? AND account = ?',
  putAttachment: attachments.put,
  deleteAttachment: 'DELETE FROM attachments WHERE room = ? AND seq = ?',
  dropAttachments: 'DELETE FROM attachments WHERE room = ? AND seq <= ?',
  expireAttachments: `DELETE FROM attachments WHERE (room, seq) IN (SELECT room, seq
    FROM attachments WHERE at < ? ORDER BY at, room, seq LIMIT ?)`,
  putUpload: uploads.put,
  deleteUpload: 'DELETE FROM uploads WHERE account = ? AND hash = ?',
  expireUploads: `DELETE FROM uploads WHERE (account, hash) IN (SELECT account, hash
    FROM uploads WHERE at < ? ORDER BY at, account, hash LIMIT ?)`,
  putPreferences: preferences.put,
  putSetting: `INSERT INTO settings (key, value) VALUES (?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  putTerm: terms.put,
  lastPosition: `SELECT max(coalesce((SELECT max(position) FROM blocks), 0),
    coalesce((SELECT max(position) FROM events), 0)) AS last`,
  addEvent: events.insert,
} as const;

/** Bounds of what is kept in memory, in entries. An account is about 600 bytes, the others less. */
const cachedAccounts = 16_384;
const cachedRooms = 16_384;
const cachedMembershipships = 65_536;

/**
 * The chat's tables over SQLite. The database is the truth; accounts, rooms and memberships that posts
 * need are kept in bounded caches, written through. Nothing is read when it is made but the last
 * position, so that it costs the same whatever the size of the store.
 *
 * It must be the only writer. Writes belong between `begin` and `commit`; when a write or a commit
 * throws, `rollback` brings tables and caches back to the last commit.
 */
export class SqliteTables implements Tables {
  readonly #database: DatabaseSync;
  readonly #sql: Prepared<keyof typeof sources>;
  readonly #lookups: Lookups;
  readonly #accounts = new RecentMap<number, Account>(cachedAccounts);
  readonly #accountIds = new RecentMap<string, number>(cachedAccounts);
  readonly #rooms = new RecentMap<number, Room>(cachedRooms);
  readonly #roomIds = new RecentMap<string, number>(cachedRooms);
  readonly #memberships = new RecentMap<number | string, Membership>(cachedMembershipships);
  readonly #messages: BlockWriter;
  #networkSanctions: readonly Sanction[] | undefined;
  #lastPosition: number;
  #hasErased = false;

  /** @param database a connection that writes, with the present schema; its owner closes it */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = prepareAll(database, sources);
    this.#lookups = new Lookups(database);
    this.#messages = new BlockWriter(database);
    this.#lastPosition = this.#readLastPosition();
  }

  /** Opens the transaction to which all that follows belongs, until `commit` or `rollback`. */
  begin(): void {
    this.#sql.begin.run();
  }

  /** Writes the messages that have gathered, so that what is wrong with one shows before the commit. */
  flush(): void {
    this.#messages.flush();
  }

  /** Returns once everything since `begin` is on the disk. */
  commit(): void {
    this.flush();
    this.#sql.commit.run();
  }

  /** Forgets everything since `begin`; does nothing where SQLite has done that itself. */
  rollback(): void {
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    this.#forget();
  }

  /**
   * Runs `action` inside the open transaction; if it throws, undoes what it wrote, and only that, and
   * throws on. Costs a copy of each page it touches: for the rare case.
   */
  attempt<Result>(action: () => Result): Result {
    this.flush();
    this.#database.exec('SAVEPOINT attempt');
    try {
      const result = action();
      this.flush();
      this.#database.exec('RELEASE attempt');
      return result;
    } catch (error) {
      if (this.#database.isTransaction) {
        this.#database.exec('ROLLBACK TO attempt; RELEASE attempt');
      }
      this.#forget();
      throw error;
    }
  }

  account(id: number): Account | undefined {
    return this.#accounts.get(id) ?? this.#keepAccount(this.#lookups.account(id));
  }

  accountByName(name: string): Account | undefined {
    const id = this.#accountIds.get(name);
    return id === undefined
      ? this.#keepAccount(this.#lookups.accountByName(name))
      : this.account(id);
  }

  accountLike(skeleton: string): Account | undefined {
    return this.#lookups.accountLike(skeleton);
  }

  putAccount(account: Account): void {
    const before = this.account(account.id);
    this.#sql.putAccount.run(...accounts.toRow(account));
    if (before) this.#accountIds.delete(before.name);
    this.#keepAccount(account);
  }

  waitingAccounts(): readonly Account[] {
    return this.#lookups.waitingAccounts();
  }

  deleteAccount(id: number): void {
    const before = this.account(id);
    this.#sql.deleteAccount.run(id);
    this.#accounts.delete(id);
    if (before) this.#accountIds.delete(before.name);
  }

  nextAccountId(): number {
    return Number(this.#sql.nextAccountId.get()?.next);
  }

  session(id: string): Session | undefined {
    return this.#lookups.session(id);
  }

  liveSessions(account: number): readonly Session[] {
    return this.#lookups.liveSessions(account);
  }

  putSession(session: Session): void {
    this.#sql.putSession.run(...sessions.toRow(session));
  }

  room(id: number): Room | undefined {
    return this.#rooms.get(id) ?? this.#keepRoom(this.#lookups.room(id));
  }

  roomByKey(key: string): Room | undefined {
    const id = this.#roomIds.get(key);
    return id === undefined ? this.#keepRoom(this.#lookups.roomByKey(key)) : this.room(id);
  }

  publicRoom(name: string): Room | undefined {
    const found = this.#lookups.publicRoom(name);
    // What is kept knows of entries that are not written yet.
    return found && (this.#rooms.get(found.id) ?? this.#keepRoom(found));
  }

  putRoom(room: Room): void {
    const lastSeq = this.room(room.id)?.lastSeq ?? 0;
    this.#sql.putRoom.run(...rooms.toRow(room));
    this.#keepRoom({ ...room, lastSeq });
  }

  roomsMadeBy(account: number): number {
    return this.#lookups.roomsMadeBy(account);
  }

  nextRoomId(): number {
    return Number(this.#sql.nextRoomId.get()?.next);
  }

  membership(room: number, account: number): Membership | undefined {
    const key = membershipKey(room, account);
    const kept = this.#memberships.get(key);
    if (kept !== undefined) return kept;
    const found = this.#lookups.membership(room, account);
    if (found !== undefined) this.#memberships.set(key, found);
    return found;
  }

  membershipNamed(account: number, name: string): Membership | undefined {
    return this.#lookups.membershipNamed(account, name);
  }

  membersOf(room: number): readonly Membership[] {
    return this.#lookups.membersOf(room);
  }

  hasMembers(room: number): boolean {
    return this.#lookups.hasMembers(room);
  }

  roomCount(account: number): number {
    return this.#lookups.roomCount(account);
  }

  putMembership(membership: Membership): void {
    this.#sql.putMembership.run(...memberships.toRow(membership));
    this.#memberships.set(membershipKey(membership.room, membership.account), membership);
  }

  addEntry(message: RoomEntry): RoomEntry | undefined {
    const room = this.room(message.room);
    if (!room) throw new Error(`adding a message to room ${message.room}: there is no such room`);
    if (message.seq !== room.lastSeq + 1) {
      throw new Error(
        `adding message ${message.seq} to room ${room.id}: ${room.lastSeq} is its last`,
      );
    }
    const first = this.#messages.add(message);
    if (first !== undefined) return first;
    // In place: every post would make a copy. A rule that has read the room before has done with its end.
    (room as Kept<Room>).lastSeq = message.seq;
    this.#lastPosition = message.position;
    return undefined;
  }

  entryByMid(account: number, mid: string): RoomEntry | undefined {
    return this.#messages.byMid(account, mid);
  }

  sanction(scope: number, kind: Sanction['kind'], subject: string): Sanction | undefined {
    return this.#lookups.sanction(scope, kind, subject);
  }

  sanctionsOn(subject: string): readonly Sanction[] {
    return this.#lookups.sanctionsOn(subject);
  }

  networkSanctions(): readonly Sanction[] {
    this.#networkSanctions ??= this.#lookups.networkSanctions();
    return this.#networkSanctions;
  }

  putSanction(sanction: Sanction): void {
    this.#sql.putSanction.run(...sanctions.toRow(sanction));
    this.#networkSanctions = undefined;
  }

  deleteSanction(scope: number, kind: Sanction['kind'], subject: string): void {
    this.#sql.deleteSanction.run(scope, kind, subject);
    this.#networkSanctions = undefined;
  }

  entry(room: number, seq: number): RoomEntry | undefined {
    return this.#messages.entry(room, seq);
  }

  eraseEntry(room: number, seq: number): void {
    this.#messages.erase(room, seq);
    this.#hasErased = true;
  }

  dropEntries(room: number, through: number): number {
    this.#messages.flush();
    const dropped = this.#messages.drop(room, through);
    this.#sql.dropAmendments.run(room, through);
    this.#sql.dropUrgents.run(room, through);
    this.#hasErased ||= dropped > 0;
    return dropped;
  }

  /** Whether text was erased since this was asked last. */
  takeErased(): boolean {
    const hasErased = this.#hasErased;
    this.#hasErased = false;
    return hasErased;
  }

  amendments(room: number, of: number): readonly Amendment[] {
    return this.#sql.amendments.all(room, of).map(amendments.toValue);
  }

  addAmendment(amendment: Amendment): void {
    this.#sql.addAmendment.run(...amendments.toRow(amendment));
  }

  deleteAmendment({ room, of, seq }: Amendment): void {
    this.#sql.deleteAmendment.run(room, of, seq);
  }

  invite(hash: string): Invite | undefined {
    return this.#lookups.invite(hash);
  }

  putInvite(invite: Invite): void {
    this.#sql.putInvite.run(...invites.toRow(invite));
  }

  deleteInvite(hash: string): void {
    this.#sql.deleteInvite.run(hash);
  }

  membersUpTo(room: number, count: number): readonly number[] {
    return this.#sql.membersUpTo.all(room, count).map(({ account }) => Number(account));
  }

  urgent(room: number, seq: number, account: number): Urgent | undefined {
    return this.#lookups.urgent(room, seq, account);
  }

  urgents(room: number, seq: number): readonly Urgent[] {
    return this.#lookups.urgents(room, seq);
  }

  openUrgents(account: number): readonly Urgent[] {
    return this.#lookups.openUrgents(account);
  }

  putUrgent(urgent: Urgent): void {
    this.#sql.putUrgent.run(...urgents.toRow(urgent));
  }

  deleteUrgent({ room, seq, account }: Urgent): void {
    this.#sql.deleteUrgent.run(room, seq, account);
  }

  attachment(room: number, seq: number): Attachment | undefined {
    return this.#lookups.attachment(room, seq);
  }

  putAttachment(attachment: Attachment): void {
    this.#sql.putAttachment.run(...attachments.toRow(attachment));
  }

  deleteAttachment(room: number, seq: number): boolean {
    return this.#sql.deleteAttachment.run(room, seq).changes > 0;
  }

  dropAttachments(room: number, through: number): number {
    return Number(this.#sql.dropAttachments.run(room, through).changes);
  }

  expireAttachments(before: number, limit: number): number {
    return Number(this.#sql.expireAttachments.run(before, limit).changes);
  }

  ownFileBytes(account: number, hash: string): number | undefined {
    return this.#lookups.ownFileBytes(account, hash);
  }

  putUpload(upload: Upload): void {
    this.#sql.putUpload.run(...uploads.toRow(upload));
  }

  deleteUpload(account: number, hash: string): void {
    this.#sql.deleteUpload.run(account, hash);
  }

  expireUploads(before: number, limit: number): number {
    return Number(this.#sql.expireUploads.run(before, limit).changes);
  }

  preferences(account: number): AccountPreferences | undefined {
    return this.#lookups.preferences(account);
  }

  putPreferences(value: AccountPreferences): void {
    this.#sql.putPreferences.run(...preferences.toRow(value));
  }

  setting(key: string): string | undefined {
    return this.#lookups.setting(key);
  }

  putSetting(key: string, value: string): void {
    this.#sql.putSetting.run(key, value);
  }

  putTerm(term: Term): void {
    this.#sql.putTerm.run(...terms.toRow(term));
  }

  nextPosition(): number {
    return this.#lastPosition + 1;
  }

  addEvent(event: AuditEvent): void {
    this.#sql.addEvent.run(...events.toRow(event));
    this.#lastPosition = event.position;
  }

  #keepAccount<Found extends Account | undefined>(account: Found): Found {
    if (account !== undefined) {
      this.#accounts.set(account.id, account);
      this.#accountIds.set(account.name, account.id);
    }
    return account;
  }

  #keepRoom<Found extends Room | undefined>(room: Found): Found {
    if (room !== undefined) {
      this.#rooms.set(room.id, room);
      this.#roomIds.set(room.key, room.id);
    }
    return room;
  }

  #readLastPosition(): number {
    return Number(this.#sql.lastPosition.get()?.last);
  }

  /** Drops what is kept in memory; the database has it. */
  #forget(): void {
    this.#messages.forget();
    this.#networkSanctions = undefined;
    for (const cache of [this.#accounts, this.#rooms]) cache.clear();
    for (const cache of [this.#accountIds, this.#roomIds, this.#memberships]) cache.clear();
    this.#lastPosition = this.#readLastPosition();
  }
}

/** A row that is kept, of which the rules see no more than they may. */
type Kept<Row> = { -readonly [Field in keyof Row]: Row[Field] };

/** One number for the two, as long as they are small enough for that. */
function membershipKey(room: number, account: number): number | string {
  return room < 2 ** 26 && account < 2 ** 26 ? room * 2 ** 26 + account : `${room}.${account}`;
}
