import { homedir, userInfo } from 'node:os';
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
  /** The person's login name, `operator` if the system knows none. */
  userName(): string;
}

/** The environment of this process. */
export function processEnvironment(): ProcessEnvironment {
  return {
    variables: process.env,
    platform: process.platform,
    folder: process.cwd(),
    home: findHome,
    userName: findUserName,
  };
}

function findHome(): string {
  try {
    return homedir();
  } catch {
    throw new CommandError(
      exitCodes.configuration,
      'Your home folder cannot be found: set HOME, or name the folders with --data and --log.',
    );
  }
}

/** Containers run under numbers that have no name. */
function findUserName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.LOGNAME ?? 'operator';
  }
}
