import type { DatabaseSync } from 'node:sqlite';
import { type Prepared, prepareAll } from './prepared.ts';

/* How far a store has followed the order that it shares with other nodes. */

/** A place in a stream. */
export interface Place {
  /** Identity of the stream. */
  readonly stream: string;
  /** The number of its last entry that is stored. */
  readonly sequence: number;
}

const sources = {
  read: 'SELECT stream, sequence FROM stream_position',
  put: `INSERT INTO stream_position (one, stream, sequence) VALUES (1, ?, ?)
    ON CONFLICT (one) DO UPDATE SET stream = excluded.stream, sequence = excluded.sequence`,
  advance: 'UPDATE stream_position SET sequence = ?',
  writers: 'SELECT id, last FROM writers',
  putWriter: `INSERT INTO writers (id, last) VALUES (?, ?)
    ON CONFLICT (id) DO UPDATE SET last = excluded.last`,
} as const;

/**
 * The place of a store in its stream, and the last batch of each writer that it has. Written in the transaction of the
 * entry that they tell of.
 */
export class StreamPosition {
  readonly #sql: Prepared<keyof typeof sources>;

  /** @param database a connection with the present schema; its owner closes it */
  constructor(database: DatabaseSync) {
    this.#sql = prepareAll(database, sources);
  }

  /** undefined: the store follows no stream. */
  get place(): Place | undefined {
    return this.#sql.read.get() as Place | undefined;
  }

  /** From now on the store follows this stream. */
  follow(place: Place): void {
    this.#sql.put.run(place.stream, place.sequence);
  }

  /** The number of the last batch of each writer. */
  lastBatches(): Map<string, number> {
    return new Map(this.#sql.writers.all().map(({ id, last }) => [String(id), Number(last)]));
  }

  /** The entry `sequence` is stored. */
  advance(sequence: number): void {
    this.#sql.advance.run(sequence);
  }

  /** The batch `number` of a writer is stored. */
  putWriter(writer: string, number: number): void {
    this.#sql.putWriter.run(writer, number);
  }
}

/** The place of a store in its stream; undefined: it follows none, or is of a schema that knows of none. */
export function placeOf(database: DatabaseSync): Place | undefined {
  const hasTable = database
    .prepare("SELECT 1 FROM sqlite_schema WHERE name = 'stream_position'")
    .get();
  return hasTable && new StreamPosition(database).place;
}

/** The store follows no stream any more. */
export function leaveStream(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE; DELETE FROM stream_position; DELETE FROM writers; COMMIT');
}
