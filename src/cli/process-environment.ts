import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import process from 'node:process';
import { CommandError, exitCodes } from './exit-codes.ts';

/** The part of the process that the command line is read with; tests make their own. */
export interface ProcessEnvironment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The working folder, absolute. */
  readonly folder: string;
  /** The person's home folder, absolute. Throws CommandError if there is none. */
  home(): string;
  /** The person's login name, if the system knows one. */
  userName(): string | undefined;
  /** Tells the person something that is no error. */
  tell(sentence: string): void;
}

/** The standard streams of a command. */
export interface StandardStreams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Standard error. */
  readonly errors: NodeJS.WriteStream;
}

/** All that a command knows of the process it runs in. */
export interface CommandEnvironment extends ProcessEnvironment, StandardStreams {
  /** Emits the signals that come for the command. */
  readonly signals: Pick<EventEmitter, 'on' | 'off'>;
  /** How long a command waits for a server without a word, in milliseconds; tests choose it. */
  readonly quietMs: number;
}

const given = new AsyncLocalStorage<CommandEnvironment>();

/** The environment of the command that runs: that of this process, unless a program runs it with another. */
export function processEnvironment(): CommandEnvironment {
  return given.getStore() ?? ofThisProcess;
}

/** Runs a command within a program that has given it an environment; others may run at the same time. */
export function withEnvironment<Result>(
  environment: CommandEnvironment,
  run: () => Result,
): Result {
  return given.run(environment, run);
}

const ofThisProcess: CommandEnvironment = {
  variables: process.env,
  platform: process.platform,
  get folder() {
    return process.cwd();
  },
  home: findHome,
  userName: findUserName,
  tell: (sentence) => process.stderr.write(`${sentence}\n`),
  signals: process,
  quietMs: 2_000,
  // Node opens each of them when it is first asked for.
  get input() {
    return process.stdin;
  },
  get output() {
    return process.stdout;
  },
  get errors() {
    return process.stderr;
  },
};

/** The folder in `HOME` if it is an absolute path; otherwise the one that the system knows. */
function findHome(): string {
  for (const look of [homedir, () => userInfo().homedir]) {
    try {
      const home = look();
      if (isAbsolute(home)) return home;
    } catch {
      // Containers run under numbers that the system knows nothing of.
    }
  }
  throw new CommandError(
    exitCodes.configuration,
    'Your home folder cannot be found: set HOME to an absolute path, or name the folders with --data and --log.',
  );
}

/** The login name of whoever runs this process, if the system knows one. */
export function findUserName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return process.env.LOGNAME;
  }
}
