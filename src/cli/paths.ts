import { posix, win32 } from 'node:path';
import type { Surroundings } from './surroundings.ts';

/*
 * Where things are kept when nobody says otherwise: the XDG Base Directory Specification (0.8), on
 * macOS as well, because who lives in a terminal looks there; on Windows the local application data.
 */

/** Folder of the server's keys, database and console socket: `~/.local/share/partyline/server`. */
export function defaultServerFolder(surroundings: Surroundings): string {
  return inFolder(surroundings, 'XDG_DATA_HOME', ['.local', 'share'], 'server');
}

/** Folder of the client's sessions and pins: `~/.local/share/partyline/client`. */
export function defaultClientFolder(surroundings: Surroundings): string {
  return inFolder(surroundings, 'XDG_DATA_HOME', ['.local', 'share'], 'client');
}

/** The server's log file: `~/.local/state/partyline/server.log`. */
export function defaultLogFile(surroundings: Surroundings): string {
  return inFolder(surroundings, 'XDG_STATE_HOME', ['.local', 'state'], 'server.log');
}

/**
 * The absolute path that a person means: `~` at its start is the home folder (shells leave it alone
 * after `=`, files always), and what is relative counts from `folder`.
 */
export function absolutePath(path: string, folder: string, surroundings: Surroundings): string {
  const { join, resolve } = paths(surroundings);
  const [, rest] = /^~(?:[\\/](.*))?$/s.exec(path) ?? [undefined, undefined];
  const isHome = path === '~' || rest !== undefined;
  return isHome ? join(surroundings.home(), rest ?? '') : resolve(folder, path);
}

function inFolder(
  surroundings: Surroundings,
  variable: string,
  fallback: readonly string[],
  name: string,
): string {
  const { isAbsolute, join } = paths(surroundings);
  const windows = surroundings.platform === 'win32';
  const set = surroundings.environment[windows ? 'LOCALAPPDATA' : variable];
  // The specification: a path that is not absolute is to be ignored.
  const usable = set !== undefined && isAbsolute(set);
  const parts = windows ? ['AppData', 'Local'] : fallback;
  return join(usable ? set : join(surroundings.home(), ...parts), 'partyline', name);
}

function paths({ platform }: Surroundings): typeof posix {
  return platform === 'win32' ? win32 : posix;
}
