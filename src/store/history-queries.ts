import type { DatabaseSync } from 'node:sqlite';
import type { MessageKind } from '../chat/tables.ts';
import { type Prepared, prepareAll } from './prepared.ts';

/** A stored message as readers get it. */
export interface HistoryMessage {
  readonly seq: number;
  readonly mid: string;
  /** Name of who said it. */
  readonly from: string;
  readonly at: number;
  readonly kind: MessageKind;
  readonly text: string;
}

/** Some messages of a room, lowest seq first. */
export interface HistoryPage {
  readonly messages: readonly HistoryMessage[];
  /** There are more: after the last of these, or before the first, as was asked. */
  readonly more: boolean;
}

/** Which messages of a room are wanted. */
export interface HistoryQuestion {
  /** Those with a higher seq than `seq`, nearest first; or those with a lower one, nearest first. */
  readonly direction: 'after' | 'before';
  /** The room's number; an unknown one has no messages. */
  readonly room: number;
  readonly seq: number;
  /** At most so many messages. */
  readonly limit: number;
  /** At most so many bytes, measured as JSON in UTF-8 with commas; one message is given in any case. */
  readonly maxBytes: number;
}

/** Where in a room a time lies. */
export interface PlaceQuestion {
  readonly direction: 'find';
  /** The room's number; an unknown one has no messages. */
  readonly room: number;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

/** What comes back: a page, or the sequence number after which the time begins. */
export type AnswerTo<Question> = Question extends PlaceQuestion ? number : HistoryPage;

const columns = 'seq, mid, accounts.name AS "from", at, kind, text';
const tables = 'messages JOIN accounts ON accounts.id = messages.account';

const sources = {
  after: `SELECT ${columns} FROM ${tables} WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?`,
  before: `SELECT ${columns} FROM ${tables} WHERE room = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
  last: 'SELECT max(seq) AS last FROM messages WHERE room = ?',
  at: 'SELECT at FROM messages WHERE room = ? AND seq = ?',
} as const;

/** Answers questions about stored messages, each in time that grows with its answer only. */
export class HistoryQueries {
  readonly #database: DatabaseSync;
  #sql: Prepared<keyof typeof sources>;

  /** @param database any connection with the present schema; its owner closes it */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = prepareAll(database, sources);
  }

  answer<Question extends HistoryQuestion | PlaceQuestion>(question: Question): AnswerTo<Question> {
    try {
      const answer = question.direction === 'find' ? this.#find(question) : this.#read(question);
      return answer as AnswerTo<Question>;
    } catch (error) {
      // A statement that failed while it was iterated reports that error again at its next use.
      this.#sql = prepareAll(this.#database, sources);
      throw error;
    }
  }

  #read({ direction, room, seq, limit, maxBytes }: HistoryQuestion): HistoryPage {
    const rows = this.#sql[direction].iterate(room, seq, limit + 1);
    const { messages, more } = takeWithin(rows, limit, maxBytes);
    return { messages: direction === 'before' ? messages.reverse() : messages, more };
  }

  /**
   * The sequence number after which messages are from the time asked for, or later. Numbers of a room
   * follow the journal's order and not the clock's; they agree but for what came in the same moment,
   * or while the clock was set back, so that a search by halves is as exact as the times themselves.
   */
  #find({ room, at }: PlaceQuestion): number {
    let earlier = 0;
    let later = Number(this.#sql.last.get(room)?.last ?? 0) + 1;
    while (later - earlier > 1) {
      const middle = Math.floor((earlier + later) / 2);
      if (Number(this.#sql.at.get(room, middle)?.at) < at) earlier = middle;
      else later = middle;
    }
    return earlier;
  }
}

function takeWithin(rows: Iterable<object>, limit: number, maxBytes: number) {
  const messages: HistoryMessage[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (messages.length === limit) return { messages, more: true };
    const message = { ...(row as HistoryMessage) };
    bytes += Buffer.byteLength(JSON.stringify(message)) + (messages.length > 0 ? 1 : 0);
    if (bytes > maxBytes && messages.length > 0) return { messages, more: true };
    messages.push(message);
  }
  return { messages, more: false };
}
