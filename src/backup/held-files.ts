import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { asked } from '../base/private-files.ts';
import { FileFolder } from '../store/files/file-folder.ts';
import { neededFiles } from '../store/files/needed-files.ts';

/** A file of the line, held for a backup. */
export interface HeldFile {
  readonly hash: string;
  readonly bytes: number;
  /** A name of its own for the file, which nobody else removes. */
  readonly path: string;
}

/** The files of a line as they were at one moment. */
export interface HeldFiles {
  /** In the order of their hashes. */
  readonly files: readonly HeldFile[];
  /** Lets them go. */
  release(): void;
}

/** Folders of backups begin like this. */
const prefix = 'backup-';
/** What a backup has left that was cut off is older than any that runs, in milliseconds. */
const abandonedMs = 7 * 24 * 60 * 60 * 1_000;

/**
 * Holds the files that a copy of the store needs, by a second name for each, so that a server that removes one
 * meanwhile takes nothing away from the backup. One that is gone already was given up since the copy: it is left out.
 * Throws InputError where the file system refuses.
 */
export function holdFiles(dataFolder: string, copy: DatabaseSync): HeldFiles {
  const needed = neededFiles(copy);
  if (needed.length === 0) return { files: [], release: () => {} };
  const folder = new FileFolder(dataFolder);
  return asked(`hold the files in ${folder.path}`, () => {
    mkdirSync(folder.path, { recursive: true, mode: 0o700 });
    removeAbandoned(folder.path);
    const held = mkdtempSync(join(folder.path, prefix));
    const release = () => rmSync(held, { recursive: true, force: true });
    try {
      const files = needed.flatMap(({ hash }) => {
        const path = join(held, hash);
        return hold(folder.pathOf(hash), path) ? [{ hash, bytes: statSync(path).size, path }] : [];
      });
      return { files, release };
    } catch (error) {
      release();
      throw error;
    }
  });
}

function hold(file: string, path: string): boolean {
  try {
    linkSync(file, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function removeAbandoned(files: string): void {
  const since = Date.now() - abandonedMs;
  for (const name of readdirSync(files).filter((one) => one.startsWith(prefix))) {
    const path = join(files, name);
    if (statSync(path).mtimeMs < since) rmSync(path, { recursive: true, force: true });
  }
}
