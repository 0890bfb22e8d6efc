import type { DatabaseSync } from 'node:sqlite';
import type { Account, AuditEvent, Room, Session, Term } from '../chat/tables.ts';
import { formatRoomReference } from '../words/room-reference.ts';
import { openDatabase } from './database.ts';
import { accounts, events, rooms, sessions, terms } from './entities.ts';
import { Lookups } from './lookups.ts';
import { assertSchema } from './migrations.ts';
import { type Prepared, prepareAll } from './prepared.ts';

/* The look-ups of the server itself, beside the rules. */

/** A conversation as one of its members has it. */
export interface Conversation {
  readonly room: Room;
  /** Sequence number up to which nothing is owed to the member. */
  readonly readPosition: number;
  /** How its member calls it: `lobby`, or `@ana` for the conversation with ana. */
  readonly name: string;
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

  /** App tokens of an account that were ended after `since`, the one ended first first. */
  endedTokensOf(account: number, since: number): Session[] {
    return this.#sql.endedTokensOf.all(account, since).map(sessions.toValue);
  }

  /** The session of a device that an account used last, revoked or not. */
  lastDeviceOf(account: number): Session | undefined {
    const [last] = this.#sql.lastDeviceOf.all(account, account).map(sessions.toValue);
    return last;
  }

  /** The lobby first, then direct conversations that hold messages, the one last spoken in first. */
  roomsOf(account: number): Conversation[] {
    return this.#sql.roomsOf
      .all(account)
      .map(({ id, key, kind, lastSeq, readPosition, other }) => ({
        room: rooms.toValue({ id, key, kind, lastSeq }),
        readPosition: Number(readPosition),
        name: formatRoomReference(
          other === null ? { type: 'lobby' } : { type: 'people', names: [String(other)] },
        ),
      }));
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
    return before;
  }

  /** The last audit events, newest first. */
  audit(limit: number): AuditEvent[] {
    return this.#sql.audit.all(limit).map(events.toValue);
  }

  /** May be called twice. */
  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}

/** Conversations of an account; `other` is null for the lobby. */
const roomsOf = `
  SELECT rooms.id, rooms.key, rooms.kind, coalesce(last.last_seq, 0) AS lastSeq,
    mine.read_position AS readPosition,
    (SELECT accounts.name FROM memberships AS other JOIN accounts ON accounts.id = other.account
      WHERE other.room = rooms.id AND other.account <> mine.account AND rooms.kind = 'direct'
    ) AS other
  FROM memberships AS mine
    JOIN rooms ON rooms.id = mine.room
    LEFT JOIN blocks AS last ON last.room = rooms.id
      AND last.last_seq = (SELECT max(last_seq) FROM blocks WHERE room = rooms.id)
  WHERE mine.account = ? AND (rooms.kind = 'lobby' OR last.room IS NOT NULL)
  ORDER BY rooms.kind = 'lobby' DESC, last.position DESC`;

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

const sources = {
  operator: `SELECT ${accounts.columns} FROM accounts WHERE role = 'operator' ORDER BY id LIMIT 1`,
  accounts: `SELECT ${accounts.columns} FROM accounts ORDER BY name`,
  endedTokensOf: `SELECT ${sessions.columns} FROM sessions
    WHERE account = ? AND revoked_at > 0 AND revoked_at > ? AND grant_json IS NOT NULL
    ORDER BY revoked_at, id`,
  lastDeviceOf,
  roomsOf,
  latestTerms: `SELECT ${terms.columns} FROM terms ORDER BY first_position DESC LIMIT ?`,
  term: `SELECT ${terms.columns} FROM terms WHERE id = ? ORDER BY first_position DESC LIMIT 1`,
  termAfter: `SELECT ${terms.columns} FROM terms WHERE first_position > ?
    ORDER BY first_position LIMIT 1`,
  lastBlock: `SELECT last_seq AS seq, position FROM blocks WHERE room = ?
    ORDER BY last_seq DESC LIMIT 1`,
  blockHolding: `SELECT last_seq AS seq, position FROM blocks WHERE room = ? AND last_seq >= ?
    ORDER BY last_seq LIMIT 1`,
  seqBefore: `SELECT last_seq AS seq FROM blocks WHERE room = ? AND last_seq < ?
    ORDER BY last_seq DESC LIMIT 1`,
  audit: `SELECT ${events.columns} FROM events ORDER BY position DESC LIMIT ?`,
} as const;
