import { lstatSync, mkdirSync, type Stats } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import process from 'node:process';
import { defaultCacheFolder } from './paths.ts';

const isWindows = process.platform === 'win32';

/**
 * Has V8 keep what it makes of this program's files in the person's own cache folder, and take it from there at the
 * next start, which then takes a fifth less. Threads that are started do the same. A folder that is not this
 * user's alone is not used: whoever can write there could change what the program does. Without a folder
 * everything works as well. Whoever has set NODE_COMPILE_CACHE keeps their own.
 */
export function useCompileCache(): void {
  const { env: variables, platform } = process;
  if (variables.NODE_COMPILE_CACHE !== undefined) return;
  try {
    const folder = defaultCacheFolder({ variables, platform, home: homedir });
    if (!isOwn(nearestThatExists(folder))) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isPrivate(lstatSync(folder))) return;
    enableCompileCache(folder);
    process.env.NODE_COMPILE_CACHE = folder;
  } catch {
    // There is no home folder, or nothing can be made in it.
  }
}

/** So long after its start a client has loaded what it needs, in milliseconds. */
const loadedAfterMs = 2_000;

/**
 * Writes into the cache what a client that has just been started has loaded: it may run for weeks, and end with its
 * terminal.
 */
export function keepCompiledSoon(): void {
  setTimeout(flushCompileCache, loadedAfterMs).unref();
}

/** The state of the folder, or of the one that it would be made in. */
function nearestThatExists(folder: string): Stats {
  const state = lstatSync(folder, { throwIfNoEntry: false });
  return state ?? nearestThatExists(dirname(folder));
}

/** Who works as another user, as with sudo, leaves nothing in that one's home. */
function isOwn({ uid }: Stats): boolean {
  return isWindows || uid === process.geteuid?.();
}

function isPrivate(state: Stats): boolean {
  return state.isDirectory() && isOwn(state) && (isWindows || (state.mode & 0o077) === 0);
}
