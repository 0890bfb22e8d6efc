import type { DatabaseSync } from 'node:sqlite';
import type { Message } from '../chat/tables.ts';
import type { MessageKind } from '../words/message-kind.ts';
import { type Block, blockColumns, unpackMessages } from './message-block.ts';
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

const sources = {
  after: `SELECT ${blockColumns} FROM blocks WHERE room = ? AND last_seq > ? ORDER BY last_seq`,
  before: `SELECT ${blockColumns} FROM blocks WHERE room = ?1 AND last_seq <=
      coalesce((SELECT min(last_seq) FROM blocks WHERE room = ?1 AND last_seq >= ?2 - 1), ?2)
    ORDER BY last_seq DESC`,
  holding: `SELECT ${blockColumns} FROM blocks WHERE room = ? AND last_seq >= ?
    ORDER BY last_seq LIMIT 1`,
  last: 'SELECT max(last_seq) AS last FROM blocks WHERE room = ?',
  name: 'SELECT name FROM accounts WHERE id = ?',
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

  #read(question: HistoryQuestion): HistoryPage {
    const { messages, more } = takeWithin(this.#candidates(question), question);
    return { messages: question.direction === 'before' ? messages.reverse() : messages, more };
  }

  /** Messages that a question asks for, nearest first. */
  *#candidates({ direction, room, seq }: HistoryQuestion): Generator<HistoryMessage> {
    const names = new Map<number, string>();
    for (const row of this.#sql[direction].iterate(room, seq)) {
      const messages = unpackMessages(row as unknown as Block);
      if (direction === 'before') messages.reverse();
      for (const message of messages) {
        const wanted = direction === 'after' ? message.seq > seq : message.seq < seq;
        if (wanted) yield this.#toHistory(message, names);
      }
    }
  }

  #toHistory({ seq, mid, account, at, kind, text }: Message, names: Map<number, string>) {
    const from = names.get(account) ?? String(this.#sql.name.get(account)?.name);
    names.set(account, from);
    return { seq, mid, from, at, kind, text };
  }

  /**
   * The sequence number after which messages are from the time asked for, or later. Numbers of a room
   * follow the journal's order and not the clock's; they agree but for what came in the same moment,
   * or while the clock was set back, so that a search by halves is as exact as the times themselves.
   */
  #find({ room, at }: PlaceQuestion): number {
    let block: Message[] = [];
    const timeOf = (seq: number): number => {
      const known = block.find((message) => message.seq === seq);
      if (known !== undefined) return known.at;
      block = unpackMessages(this.#sql.holding.get(room, seq) as unknown as Block);
      return block.find((message) => message.seq === seq)?.at ?? 0;
    };
    let earlier = 0;
    let later = Number(this.#sql.last.get(room)?.last ?? 0) + 1;
    while (later - earlier > 1) {
      const middle = Math.floor((earlier + later) / 2);
      if (timeOf(middle) < at) earlier = middle;
      else later = middle;
    }
    return earlier;
  }
}

function takeWithin(
  candidates: Iterable<HistoryMessage>,
  { limit, maxBytes }: Pick<HistoryQuestion, 'limit' | 'maxBytes'>,
) {
  const messages: HistoryMessage[] = [];
  let bytes = 0;
  for (const message of candidates) {
    if (messages.length === limit) return { messages, more: true };
    bytes += Buffer.byteLength(JSON.stringify(message)) + (messages.length > 0 ? 1 : 0);
    if (bytes > maxBytes && messages.length > 0) return { messages, more: true };
    messages.push(message);
  }
  return { messages, more: false };
}
