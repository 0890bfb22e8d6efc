import type { DatabaseSync } from 'node:sqlite';
import type {
  Account,
  AuditEvent,
  Invite,
  Member,
  Message,
  Room,
  Session,
  Tables,
} from '../chat/tables.ts';
import { BlockWriter } from './block-writer.ts';
import { GenerationCache } from './generation-cache.ts';
import { type Prepared, prepareAll } from './prepared.ts';
import { fromGrant, type Row, toAccount, toInvite, toMember, toRoom, toSession } from './rows.ts';
import { tableStatements } from './table-statements.ts';

/** Bounds of what is kept in memory, in entries. An account is about 600 bytes, the others less. */
const cachedAccounts = 16_384;
const cachedRooms = 16_384;
const cachedMembers = 65_536;

/**
 * The chat's tables over SQLite. The database is the truth; accounts, rooms and members that posts
 * need are kept in bounded caches, written through. Nothing is read when it is made but the last
 * position, so that it costs the same whatever the size of the store.
 *
 * It must be the only writer. Writes belong between `begin` and `commit`; whatever is thrown out of a
 * write or a commit, `rollback` brings tables and caches back to the last commit.
 */
export class SqliteTables implements Tables {
  readonly #database: DatabaseSync;
  readonly #sql: Prepared<keyof typeof tableStatements>;
  readonly #accounts = new GenerationCache<number, Account>(cachedAccounts);
  readonly #accountIds = new GenerationCache<string, number>(cachedAccounts);
  readonly #rooms = new GenerationCache<number, Room>(cachedRooms);
  readonly #roomIds = new GenerationCache<string, number>(cachedRooms);
  readonly #members = new GenerationCache<number | string, Member>(cachedMembers);
  readonly #messages: BlockWriter;
  #lastPosition: number;

  /** @param database a connection that writes, with the present schema; its owner closes it */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = prepareAll(database, tableStatements);
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
    return this.#accounts.get(id) ?? this.#readAccount(this.#sql.account.get(id));
  }

  accountByName(name: string): Account | undefined {
    const id = this.#accountIds.get(name);
    return id === undefined
      ? this.#readAccount(this.#sql.accountByName.get(name))
      : this.account(id);
  }

  putAccount(account: Account): void {
    const before = this.account(account.id);
    this.#sql.putAccount.run(
      account.id,
      account.uid,
      account.name,
      account.role,
      account.record,
      Number(account.pending),
      account.createdAt,
      account.bannedUntil,
      account.banReason,
      account.resetHash,
      account.resetExpiresAt,
    );
    if (before) this.#accountIds.delete(before.name);
    this.#keepAccount(account);
  }

  nextAccountId(): number {
    return Number(this.#sql.nextAccountId.get()?.next);
  }

  session(id: string): Session | undefined {
    const row = this.#sql.session.get(id);
    return row && toSession(row);
  }

  liveSessions(account: number): readonly Session[] {
    return this.#sql.liveSessions.all(account).map(toSession);
  }

  putSession(session: Session): void {
    this.#sql.putSession.run(
      session.id,
      session.account,
      session.device,
      fromGrant(session.grant),
      session.tokenHash,
      session.previousHash,
      session.createdAt,
      session.lastSeenAt,
      session.address,
      session.revokedAt,
    );
  }

  room(id: number): Room | undefined {
    return this.#rooms.get(id) ?? this.#readRoom(this.#sql.room.get(id));
  }

  roomByKey(key: string): Room | undefined {
    const id = this.#roomIds.get(key);
    return id === undefined ? this.#readRoom(this.#sql.roomByKey.get(key)) : this.room(id);
  }

  addRoom(room: Room): void {
    this.#sql.addRoom.run(room.id, room.key, room.kind);
    this.#keepRoom(room);
  }

  nextRoomId(): number {
    return Number(this.#sql.nextRoomId.get()?.next);
  }

  member(room: number, account: number): Member | undefined {
    const key = memberKey(room, account);
    return this.#members.get(key) ?? this.#readMember(key, this.#sql.member.get(room, account));
  }

  putMember(member: Member): void {
    this.#sql.putMember.run(member.room, member.account, member.seen);
    this.#members.set(memberKey(member.room, member.account), member);
  }

  members(room: number): readonly Member[] {
    return this.#sql.members.all(room).map(toMember);
  }

  addMessage(message: Message): Message | undefined {
    const room = this.room(message.room);
    if (!room) throw new Error(`adding a message to room ${message.room}: there is no such room`);
    if (message.seq !== room.lastSeq + 1) {
      throw new Error(
        `adding message ${message.seq} to room ${room.id}: ${room.lastSeq} is its last`,
      );
    }
    const first = this.#messages.add(message);
    if (first !== undefined) return first;
    const { id, key, kind } = room;
    this.#rooms.set(id, { id, key, kind, lastSeq: message.seq });
    this.#lastPosition = message.position;
    return undefined;
  }

  messageByMid(account: number, mid: string): Message | undefined {
    return this.#messages.byMid(account, mid);
  }

  invite(hash: string): Invite | undefined {
    const row = this.#sql.invite.get(hash);
    return row && toInvite(row);
  }

  putInvite(invite: Invite): void {
    this.#sql.putInvite.run(invite.hash, invite.name, invite.createdBy, invite.expiresAt);
  }

  deleteInvite(hash: string): void {
    this.#sql.deleteInvite.run(hash);
  }

  setting(key: string): string | undefined {
    return this.#sql.setting.get(key)?.value as string | undefined;
  }

  putSetting(key: string, value: string): void {
    this.#sql.putSetting.run(key, value);
  }

  nextPosition(): number {
    return this.#lastPosition + 1;
  }

  addEvent(event: AuditEvent): void {
    const data = JSON.stringify(event.data);
    this.#sql.addEvent.run(event.position, event.at, event.actor, event.type, data);
    this.#lastPosition = event.position;
  }

  #readAccount(row: Row | undefined): Account | undefined {
    return row && this.#keepAccount(toAccount(row));
  }

  #keepAccount(account: Account): Account {
    this.#accounts.set(account.id, account);
    this.#accountIds.set(account.name, account.id);
    return account;
  }

  #readRoom(row: Row | undefined): Room | undefined {
    return row && this.#keepRoom(toRoom(row));
  }

  #keepRoom(room: Room): Room {
    this.#rooms.set(room.id, room);
    this.#roomIds.set(room.key, room.id);
    return room;
  }

  #readMember(key: number | string, row: Row | undefined): Member | undefined {
    if (!row) return undefined;
    const member = toMember(row);
    this.#members.set(key, member);
    return member;
  }

  #readLastPosition(): number {
    return Number(this.#sql.lastPosition.get()?.last);
  }

  /** Drops what is kept in memory; the database has it. */
  #forget(): void {
    this.#messages.forget();
    for (const cache of [this.#accounts, this.#rooms]) cache.clear();
    for (const cache of [this.#accountIds, this.#roomIds, this.#members]) cache.clear();
    this.#lastPosition = this.#readLastPosition();
  }
}

/** One number for the two, as long as they are small enough for that. */
function memberKey(room: number, account: number): number | string {
  return room < 2 ** 26 && account < 2 ** 26 ? room * 2 ** 26 + account : `${room}.${account}`;
}
