/*
 * The thread of the history reader, with a read-only connection of its own: however long an answer
 * takes, no message waits for it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { FromAskedThread, ToAskedThread } from './asked-thread.ts';
import { openDatabase } from './database.ts';
import { type AnswerTo, HistoryQueries, type Question } from './history-queries.ts';
import { assertSchema } from './migrations.ts';
import { toPlainError } from './plain-error.ts';

type ToHistoryThread = ToAskedThread<Question>;
type FromHistoryThread = FromAskedThread<AnswerTo<Question>>;

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
