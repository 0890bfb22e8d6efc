/** How much a log line matters; a log set to one level leaves out those before it. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** The levels from the most talkative to the quietest. */
export const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** How a line of the log is written: as an object of JSON, or in words. */
export type LogFormat = 'json' | 'text';

/** All of them. */
export const logFormats: readonly LogFormat[] = ['json', 'text'];

/**
 * The facts of an event: flat, named facts with units in their names (`waitedMs`, `bytes`).
 * Never texts of messages, passwords or tokens. The names `time`, `level` and `event` are taken;
 * `error` may hold an Error.
 */
export type Facts = Readonly<Record<string, unknown>>;

/**
 * Where events are told. A call never throws and never waits for anyone. The event is a stable
 * dotted name that scripts may search for: `login.failed`.
 */
export interface Log {
  /** A step on the way, for whoever looks for a mistake. */
  debug(event: string, facts?: Facts): void;
  /** Something that happens on an ordinary day. */
  info(event: string, facts?: Facts): void;
  /** Something the operator may want to look into; all goes on. */
  warn(event: string, facts?: Facts): void;
  /** Something failed that should not have. */
  error(event: string, facts?: Facts): void;
  /** A log whose every line carries `facts` as well; facts of a single call win over them. */
  child(facts: Facts): Log;
}

const nothing = (): void => {};

/** A log that forgets everything. */
export const silentLog: Log = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLog,
};
