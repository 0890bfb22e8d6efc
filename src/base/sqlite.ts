import process from 'node:process';

type Sqlite = typeof import('node:sqlite');

/**
 * `node:sqlite`, loaded without the warning that Node before 24.15 gives: that it is experimental. A
 * person at a terminal can do nothing about it, and threads repeat it.
 */
function loadQuietly(): Sqlite {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

const sqlite = loadQuietly();

/** A connection to a database; see `DatabaseSync` of `node:sqlite`. */
export const { DatabaseSync } = sqlite;

/** Copies a database page by page; see `backup` of `node:sqlite`. */
export const { backup } = sqlite;

/** A connection to a database; see `DatabaseSync` of `node:sqlite`. */
export type DatabaseSync = InstanceType<Sqlite['DatabaseSync']>;
