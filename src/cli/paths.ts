import { posix, win32 } from 'node:path';
import type { ProcessEnvironment } from './process-environment.ts';

/*
 * Where things are kept when nobody says otherwise: the XDG Base Directory Specification (0.8), on
 * macOS as well, because who lives in a terminal looks there; on Windows the local application data.
 */

/** The part of the environment that these paths depend on. */
type Surroundings = Pick<ProcessEnvironment, 'variables' | 'platform' | 'home'>;

/** Folder of the server's keys, database and console socket: `~/.local/share/partyline/server`. */
export function defaultServerFolder(environment: Surroundings): string {
  return inFolder(environment, 'XDG_DATA_HOME', ['.local', 'share'], 'server');
}

/** Folder of the client's sessions and pins: `~/.local/share/partyline/client`. */
export function defaultClientFolder(environment: Surroundings): string {
  return inFolder(environment, 'XDG_DATA_HOME', ['.local', 'share'], 'client');
}

/** The server's log file: `~/.local/state/partyline/server.log`. */
export function defaultLogFile(environment: Surroundings): string {
  return inFolder(environment, 'XDG_STATE_HOME', ['.local', 'state'], 'server.log');
}

/** Folder in which the servers that run say where they are: `~/.local/state/partyline/running`. */
export function defaultRunningFolder(environment: Surroundings): string {
  return inFolder(environment, 'XDG_STATE_HOME', ['.local', 'state'], 'running');
}

/** Folder of what can be made anew at any time, of this user alone: `~/.cache/partyline/compiled`. */
export function defaultCacheFolder(environment: Surroundings): string {
  return inFolder(environment, 'XDG_CACHE_HOME', ['.cache'], 'compiled');
}

/** The client's configuration file: `~/.config/partyline/client.toml`. */
export function defaultClientConfiguration(environment: Surroundings): string {
  return inFolder(environment, 'XDG_CONFIG_HOME', ['.config'], 'client.toml');
}

/**
 * The absolute path that a person means: `~` at its start is the home folder (shells leave it alone
 * after `=`, files always), and what is relative counts from `folder`.
 */
export function absolutePath(path: string, folder: string, environment: Surroundings): string {
  const { join, resolve } = paths(environment);
  const [, rest] = /^~(?:[\\/](.*))?$/s.exec(path) ?? [undefined, undefined];
  const isHome = path === '~' || rest !== undefined;
  return isHome ? join(environment.home(), rest ?? '') : resolve(folder, path);
}

function inFolder(
  environment: Surroundings,
  variable: string,
  fallback: readonly string[],
  name: string,
): string {
  const { isAbsolute, join } = paths(environment);
  const windows = environment.platform === 'win32';
  const set = environment.variables[windows ? 'LOCALAPPDATA' : variable];
  // The specification: a path that is not absolute is to be ignored.
  const usable = set !== undefined && isAbsolute(set);
  const parts = windows ? ['AppData', 'Local'] : fallback;
  return join(usable ? set : join(environment.home(), ...parts), 'partyline', name);
}

function paths({ platform }: Surroundings): typeof posix {
  return platform === 'win32' ? win32 : posix;
}
