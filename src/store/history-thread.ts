/*
 * The thread of the history reader, with a read-only connection of its own: however long an answer
 * takes, no message waits for it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from './database.ts';
import { type AnswerTo, HistoryQueries, type Question } from './history-queries.ts';
import { assertSchema } from './migrations.ts';
import { type PlainError, toPlainError } from './plain-error.ts';

/** A question of the reader to its thread; null: to end. */
export type ToHistoryThread = { readonly id: number; readonly question: Question } | null;

/** An answer of the thread. */
export type FromHistoryThread =
  | { readonly id: number; readonly answer: AnswerTo<Question> }
  | { readonly id: number; readonly error: PlainError }
  /** The database could not be opened; the thread ends. */
  | { readonly error: PlainError };

function start(file: string): void {
  const database = openDatabase(file, { readOnly: true });
  assertSchema(database);
  const queries = new HistoryQueries(database);
  parentPort?.on('message', (message: ToHistoryThread) => {
    if (message) return tell(answer(queries, message.id, message.question));
    parentPort?.close();
    database.close();
  });
}

function answer(queries: HistoryQueries, id: number, question: Question): FromHistoryThread {
  try {
    return { id, answer: queries.answer(question) };
  } catch (error) {
    return { id, error: toPlainError(error) };
  }
}

function tell(message: FromHistoryThread): void {
  parentPort?.postMessage(message);
}

try {
  start(String(workerData));
} catch (error) {
  tell({ error: toPlainError(error) });
}
