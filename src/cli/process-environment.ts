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

/** The environment of this process. */
export function processEnvironment(): ProcessEnvironment {
  return {
    variables: process.env,
    platform: process.platform,
    folder: process.cwd(),
    home: findHome,
    userName: findUserName,
    tell: (sentence) => process.stderr.write(`${sentence}\n`),
  };
}

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
