import type { DatabaseSync } from 'node:sqlite';
import { accountSubject } from '../chat/sanctions.ts';
import type {
  Account,
  AuditEvent,
  Membership,
  Room,
  Sanction,
  Session,
  Term,
} from '../chat/tables.ts';
import { formatRoomReference } from '../words/room-reference.ts';
import type { RoomRole } from '../words/room-role.ts';
import { openDatabase } from './database.ts';
import { accounts, events, memberships, rooms, sanctions, sessions, terms } from './entities.ts';
import type { Row } from './entity.ts';
import { Lookups } from './lookups.ts';
import { assertSchema } from './migrations.ts';
import { type Prepared, prepareAll } from './prepared.ts';

/* The look-ups of the server itself, beside the rules. */

/** A conversation as one of its members has it. */
export interface Conversation {
  readonly room: Room;
  readonly membership: Membership;
  /** How its member calls it: `lobby`, `@ana` for the conversation with ana, `#ops` for a named room. */
  readonly name: string;
}

/** A named room that an account may see. */
export interface ListedRoom {
  readonly room: Room;
  /** The account's; undefined: it never had any. */
  readonly membership: Membership | undefined;
  /** How the account calls it. */
  readonly name: string;
  /** How many are in it. */
  readonly members: number;
}

/** Somebody who is in a room. */
export interface ListedMember {
  readonly account: number;
  readonly name: string;
  readonly role: RoomRole;
}

/**
 * Looks up single rows for the server, synchronously, over a read-only connection of its own. Each
 * call sees everything committed before it. The database must exist and have the present schema:
 * open the journal first. Throws InputError from the constructor when it does not.
 */
export class Directory extends Lookups {
  readonly #database: DatabaseSync;
  readonly #sql: Prepared<keyof typeof sources>;

  constructor(file: string) {
    const database = openDatabase(file, { readOnly: true });
    try {
      assertSchema(database);
      super(database);
      this.#sql = prepareAll(database, sources);
    } catch (error) {
      database.close();
      throw error;
    }
    this.#database = database;
  }

  /** The operator of the line, the one made first if there are more; undefined on a new line. */
  operator(): Account | undefined {
    const row = this.#sql.operator.get();
    return row && accounts.toValue(row);
  }

  /** All accounts by name: as many as there are, for the operator's list. */
  accounts(): Account[] {
    return this.#sql.accounts.all().map(accounts.toValue);
  }

  /**
   * Addresses from which sessions that are live were last used, those used after `since`. Looks at `limit` sessions at
   * most, whichever.
   */
  *addressesSince(since: number, limit: number): IterableIterator<string> {
    for (const { address } of this.#sql.addressesSince.iterate(limit, since)) yield String(address);
  }

  /** App tokens of an account that were ended after `since`, the one ended first first. */
  endedTokensOf(account: number, since: number): Session[] {
    return this.#sql.endedTokensOf.all(account, since).map(sessions.toValue);
  }

  /** The session of a device that an account used last, revoked or not. */
  lastDeviceOf(account: number): Session | undefined {
    const [last] = this.#sql.lastDeviceOf.all(account, account).map(sessions.toValue);
    return last;
  }

  /**
   * The rooms that an account is in: the lobby first, then those that hold messages, the one last spoken in first.
   */
  roomsOf(account: number): Conversation[] {
    return this.#sql.roomsOf.all(account).map(toConversation);
  }

  /** The rooms that an account is in or was in, each with its place there. */
  placesOf(account: number): Pick<Conversation, 'room' | 'membership'>[] {
    return this.#sql.placesOf.all(account).map(toPlace);
  }

  /**
   * The same in the order of the rooms' ids: at most `limit`, after the id `after`.
   *
   * @param isOperator public rooms are among them in which the account never was
   */
  placesAfter(
    account: number,
    after: string,
    { limit, isOperator }: { readonly limit: number; readonly isOperator: boolean },
  ): Pick<ListedRoom, 'room' | 'membership'>[] {
    const sql = isOperator ? this.#sql.operatorPlacesAfter : this.#sql.placesAfter;
    return sql.all(account, after, limit).map((row) => {
      const room = rooms.toValueOf(row, 'room_');
      return row.mine_account === null ? { room, membership: undefined } : toPlace(row);
    });
  }

  /** The room that an account called by this name when it left it, the last one; undefined: none. */
  roomLeft(account: number, name: string): Room | undefined {
    const row = this.#sql.roomLeft.get(account, name);
    return row && rooms.toValueOf(row, 'room_');
  }

  /** A room with the place of an account in it; undefined where it never had any. */
  conversation(account: number, number: number): Conversation | undefined {
    const row = this.#sql.conversation.get(account, number);
    return row && toConversation(row);
  }

  /** The rooms that an account is invited to, the one invited to last first. */
  invitationsOf(account: number): Conversation[] {
    return this.#sql.invitationsOf.all(account).map(toConversation);
  }

  /**
   * The room of this id, if it is public or the account has or had a place there. To look for a private room of others
   * takes as long as to look for one that there is not.
   */
  roomKnownTo(account: number, key: string): Room | undefined {
    const row = this.#sql.roomKnownTo.get(key, account);
    return row && rooms.toValue(row);
  }

  /**
   * The named rooms that an account may see, by what it calls them: those that it is in or invited to, and public
   * ones that are not archived; at most `limit`, after the one with the id `after`.
   */
  roomsAfter(account: number, after: string | undefined, limit: number): ListedRoom[] {
    const known = after === undefined ? undefined : this.roomKnownTo(account, after);
    const own = known && this.membership(known.id, account);
    // The name of a private room is nobody's business who is not in it any more.
    const last = known?.access === 'private' && own?.state === 'out' ? undefined : known;
    const name = (own?.state === 'out' ? undefined : own?.name) ?? last?.name ?? '';
    const place = { account, name, id: last?.id ?? 0, limit };
    const rows = [...this.#sql.ownRoomsAfter.all(place), ...this.#sql.openRoomsAfter.all(place)];
    return rows
      .map((row): ListedRoom & { readonly called: string } => {
        const hasPlace = row.mine_account !== null;
        return {
          room: rooms.toValueOf(row, 'room_'),
          membership: hasPlace ? memberships.toValueOf(row, 'mine_') : undefined,
          name: formatRoomReference({ type: 'named', name: String(row.called) }),
          members: Number(row.members),
          called: String(row.called),
        };
      })
      .sort((one, other) => compare(one.called, other.called) || one.room.id - other.room.id)
      .slice(0, limit);
  }

  /** Those who are in a room, by name: at most `limit`, after the name `after`. */
  membersAfter(room: number, after: string, limit: number): ListedMember[] {
    const rows = this.#sql.membersAfter.all(room, after, limit);
    return rows.map(({ account, name, role }) => {
      return { account: Number(account), name: String(name), role: role as RoomRole };
    });
  }

  /** The latest terms of the history, newest first. */
  latestTerms(limit: number): Term[] {
    return this.#sql.latestTerms.all(limit).map(terms.toValue);
  }

  /** The term of this id; undefined when this history has had none. */
  term(id: string): Term | undefined {
    const row = this.#sql.term.get(id);
    return row && terms.toValue(row);
  }

  /** The term that followed on one; undefined for the present one. */
  termAfter({ firstPosition }: Term): Term | undefined {
    const row = this.#sql.termAfter.get(firstPosition);
    return row && terms.toValue(row);
  }

  /**
   * The number of the last entry of a room before a term began, which is between blocks. A room in which
   * nothing was said since then takes one look; others a few, by halves.
   */
  lastSeqBefore({ firstPosition }: Term, room: number): number {
    const last = this.#sql.lastBlock.get(room);
    if (last === undefined || Number(last.position) < firstPosition) return Number(last?.seq ?? 0);
    let before = 0;
    let behind = Number(last.seq);
    while (behind > before) {
      const block = this.#sql.blockHolding.get(room, Math.ceil((before + behind) / 2));
      if (Number(block?.position) < firstPosition) before = Number(block?.seq);
      else behind = Number(this.#sql.seqBefore.get(room, Number(block?.seq))?.seq ?? 0);
    }
    // Where everything before the term is dropped, so is what could have parted from it.
    return Math.max(before, Number(this.#sql.droppedTo.get(room)?.seq ?? 0));
  }

  /** Sanctions of a scope in force at a time, by kind and subject, those after a place in this order. */
  sanctionsIn(
    scope: number,
    after: Pick<Sanction, 'kind' | 'subject'> | undefined,
    at: number,
    limit: number,
  ): Sanction[] {
    const { kind = '', subject = '' } = after ?? {};
    return this.#sql.sanctionsIn.all(scope, kind, subject, at, limit).map(sanctions.toValue);
  }

  /** What was done to somebody or to the line, newest first. */
  acts(before: number, limit: number): AuditEvent[] {
    return this.#sql.acts.all(before, limit).map(events.toValue);
  }

  /** What an account did to somebody or to the line, and what was done to it, newest first. */
  actsOf(account: number, before: number, limit: number): AuditEvent[] {
    const subject = accountSubject(account);
    return this.#sql.actsOf
      .all(account, before, limit, subject, before, limit, limit)
      .map(events.toValue);
  }

  /** Whether a message, or somebody who has yet to post it, needs the file of this hash. */
  needsFile(hash: string): boolean {
    return this.#sql.needsFile.get(hash) !== undefined;
  }

  /**
   * Bytes of the files that an account has sent and that are kept, each once.
   *
   * @param leastBytes a smaller file counts as one of so many
   */
  fileBytesOf(account: number, leastBytes: number): number {
    return Number(this.#sql.fileBytesOf.get(account, leastBytes)?.bytes);
  }

  /**
   * Whether there are files that were sent before a time and may be posted no longer for that, or that were posted
   * before a time.
   */
  hasFilesBefore(sent: number, posted: number): boolean {
    return this.#sql.filesBefore.get(sent, posted) !== undefined;
  }

  /** May be called twice. */
  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}

function toPlace(row: Row): Pick<Conversation, 'room' | 'membership'> {
  return {
    room: rooms.toValueOf(row, 'room_'),
    membership: memberships.toValueOf(row, 'mine_'),
  };
}

function toConversation(row: Row): Conversation {
  const { room, membership } = toPlace(row);
  return { room, membership, name: nameOf(room, membership, row.others) };
}

function nameOf({ kind }: Room, { name }: Membership, others: unknown): string {
  if (kind === 'lobby') return formatRoomReference({ type: 'lobby' });
  if (kind === 'named') return formatRoomReference({ type: 'named', name: String(name) });
  return formatRoomReference({ type: 'people', names: String(others).split(',').sort() });
}

/** A room with an account's place in it; `others` are the other people of a direct conversation. */
const withOthers = `${rooms.columnsAs('room_')}, ${memberships.columnsAs('mine_')},
  iif(rooms.kind = 'direct', (SELECT group_concat(accounts.name)
    FROM memberships AS other JOIN accounts ON accounts.id = other.account
    WHERE other.room = rooms.id AND other.account <> memberships.account), NULL) AS others`;

const conversation = `
  SELECT ${withOthers} FROM memberships JOIN rooms ON rooms.id = memberships.room
  WHERE memberships.account = ? AND memberships.room = ?`;

const placesOf = `
  SELECT ${rooms.columnsAs('room_')}, ${memberships.columnsAs('mine_')}
  FROM memberships JOIN rooms ON rooms.id = memberships.room
  WHERE memberships.account = ? AND memberships.state <> 'invited'`;

const roomLeft = `
  SELECT ${rooms.columnsAs('room_')} FROM memberships JOIN rooms ON rooms.id = memberships.room
  WHERE memberships.account = ? AND memberships.name = ? AND memberships.state = 'out'
  ORDER BY memberships.state_at DESC LIMIT 1`;

const placesAfter = `
  ${placesOf} AND rooms.key > ? ORDER BY rooms.key LIMIT ?`;

const operatorPlacesAfter = `
  SELECT ${rooms.columnsAs('room_')}, ${memberships.columnsAs('mine_')}
  FROM rooms LEFT JOIN memberships ON memberships.room = rooms.id AND memberships.account = ?
    AND memberships.state <> 'invited'
  WHERE (rooms.access = 'public' OR memberships.room IS NOT NULL) AND rooms.key > ?
  ORDER BY rooms.key LIMIT ?`;

const roomsOf = `
  SELECT ${withOthers}
  FROM memberships
    JOIN rooms ON rooms.id = memberships.room
    LEFT JOIN blocks AS last ON last.room = rooms.id
      AND last.last_seq = (SELECT max(last_seq) FROM blocks WHERE room = rooms.id)
  WHERE memberships.account = ? AND memberships.state = 'in'
    AND (rooms.kind = 'lobby' OR last.room IS NOT NULL)
  ORDER BY rooms.kind = 'lobby' DESC, last.position DESC`;

const memberCount = `(SELECT count(*) FROM memberships AS member
  WHERE member.room = rooms.id AND member.state = 'in') AS members`;
const withPlace = `${rooms.columnsAs('room_')}, ${memberships.columnsAs('mine_')}, ${memberCount}`;

/** Named rooms that an account is in or invited to, after a name and a number. */
const ownRoomsAfter = `
  SELECT ${withPlace}, memberships.name AS called
  FROM memberships JOIN rooms ON rooms.id = memberships.room
  WHERE memberships.account = $account AND memberships.name IS NOT NULL
    AND memberships.state <> 'out' AND (memberships.name, rooms.id) > ($name, $id)
  ORDER BY called, rooms.id LIMIT $limit`;

/** Public rooms that it is not in nor invited to, after a name and a number. */
const openRoomsAfter = `
  SELECT ${withPlace}, rooms.name AS called
  FROM rooms
    LEFT JOIN memberships ON memberships.room = rooms.id AND memberships.account = $account
  WHERE rooms.name IS NOT NULL AND rooms.access = 'public' AND rooms.archived = 0
    AND coalesce(memberships.state, 'out') = 'out' AND rooms.name >= $name
    AND (rooms.name, rooms.id) > ($name, $id)
  ORDER BY called, rooms.id LIMIT $limit`;

const membersAfter = `
  SELECT memberships.account, accounts.name, memberships.role
  FROM memberships JOIN accounts ON accounts.id = memberships.account
  WHERE memberships.room = ? AND memberships.state = 'in' AND accounts.name > ?
  ORDER BY accounts.name LIMIT ?`;

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

const invitationsOf = `
  SELECT ${withOthers} FROM memberships JOIN rooms ON rooms.id = memberships.room
  WHERE memberships.account = ? AND memberships.state = 'invited' AND memberships.name IS NOT NULL
  ORDER BY memberships.state_at DESC`;

/**
 * The newest of the live and of the ended sessions of devices, each from the end of its index; of live
 * app tokens, which may stand there before them, there are few.
 */
const lastDeviceOf = `
  SELECT * FROM (SELECT ${sessions.columns} FROM sessions
    WHERE account = ? AND revoked_at = 0 AND grant_json IS NULL
    ORDER BY last_seen_at DESC LIMIT 1)
  UNION ALL
  SELECT * FROM (SELECT ${sessions.columns} FROM sessions
    WHERE account = ? AND revoked_at > 0 AND grant_json IS NULL
    ORDER BY last_seen_at DESC LIMIT 1)
  ORDER BY lastSeenAt DESC LIMIT 1`;

/** From the ends of two indexes; an account that did something to itself is in both. */
const actsOf = `
  SELECT * FROM (SELECT ${events.columns} FROM events
    WHERE actor = ? AND whom IS NOT NULL AND position < ? ORDER BY position DESC LIMIT ?)
  UNION
  SELECT * FROM (SELECT ${events.columns} FROM events
    WHERE whom = ? AND position < ? ORDER BY position DESC LIMIT ?)
  ORDER BY position DESC LIMIT ?`;

const sources = {
  roomKnownTo: `SELECT ${rooms.columns} FROM rooms WHERE key = ?1 AND (access = 'public'
    OR EXISTS (SELECT 1 FROM memberships WHERE room = rooms.id AND account = ?2))`,
  operator: `SELECT ${accounts.columns} FROM accounts WHERE role = 'operator' ORDER BY id LIMIT 1`,
  accounts: `SELECT ${accounts.columns} FROM accounts ORDER BY name`,
  addressesSince: `SELECT address
    FROM (SELECT address, last_seen_at, revoked_at FROM sessions LIMIT ?)
    WHERE revoked_at = 0 AND last_seen_at > ?`,
  endedTokensOf: `SELECT ${sessions.columns} FROM sessions
    WHERE account = ? AND revoked_at > 0 AND revoked_at > ? AND grant_json IS NOT NULL
    ORDER BY revoked_at, id`,
  lastDeviceOf,
  conversation,
  roomsOf,
  placesOf,
  placesAfter,
  roomLeft,
  operatorPlacesAfter,
  invitationsOf,
  ownRoomsAfter,
  openRoomsAfter,
  membersAfter,
  latestTerms: `SELECT ${terms.columns} FROM terms ORDER BY first_position DESC LIMIT ?`,
  term: `SELECT ${terms.columns} FROM terms WHERE id = ? ORDER BY first_position DESC LIMIT 1`,
  termAfter: `SELECT ${terms.columns} FROM terms WHERE first_position > ?
    ORDER BY first_position LIMIT 1`,
  lastBlock: `SELECT last_seq AS seq, position FROM blocks WHERE room = ?
    ORDER BY last_seq DESC LIMIT 1`,
  blockHolding: `SELECT last_seq AS seq, position FROM blocks WHERE room = ? AND last_seq >= ?
    ORDER BY last_seq LIMIT 1`,
  droppedTo: `SELECT last_seq AS seq FROM blocks WHERE room = ? AND heads = '[]'`,
  seqBefore: `SELECT last_seq AS seq FROM blocks WHERE room = ? AND last_seq < ?
    ORDER BY last_seq DESC LIMIT 1`,
  sanctionsIn: `SELECT ${sanctions.columns} FROM sanctions
    WHERE scope = ? AND (kind, subject) > (?, ?) AND (until IS NULL OR until > ?)
    ORDER BY kind, subject LIMIT ?`,
  needsFile: `SELECT 1 FROM attachments WHERE hash = ?1
    UNION ALL SELECT 1 FROM uploads WHERE hash = ?1 LIMIT 1`,
  fileBytesOf: `SELECT coalesce(sum(max(bytes, ?2)), 0) AS bytes FROM (
    SELECT hash, bytes FROM attachments WHERE account = ?1
    UNION SELECT hash, bytes FROM uploads WHERE account = ?1)`,
  filesBefore: `SELECT * FROM (SELECT 1 FROM uploads WHERE at < ?1 LIMIT 1)
    UNION ALL SELECT * FROM (SELECT 1 FROM attachments WHERE at < ?2 LIMIT 1)`,
  acts: `SELECT ${events.columns} FROM events WHERE whom IS NOT NULL AND position < ?
    ORDER BY position DESC LIMIT ?`,
  actsOf,
} as const;
