import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { randomId } from '../base/ids.ts';
import { asked, syncFolder } from '../base/private-files.ts';
import { databaseName, firstStartName, searchIndexName } from '../store/data-folder.ts';
import { filesName } from '../store/files/file-folder.ts';
import { partNames } from './parts.ts';

/*
 * A restore replaces several files, and no file system replaces them together. So all of them are gathered in a
 * folder in the data folder, on the same disk, and that folder is given another name in one step once they are whole:
 * from then on the line is the restored one, and whoever opens the data folder next goes on with the rest. A data
 * folder itself cannot be replaced where it is the root of a volume.
 */

/** Holds a restore that is not whole yet; what is left of one that was cut off is thrown away. */
export const restoringName = 'restoring';

/** Holds a restore that is whole, with the files that are not in their places yet. */
export const restoredName = 'restored';

/** In the latter: files that were in the places. */
const beforeName = 'before';

/** Files that belong to a database that is replaced, or to a line that had not begun. */
const belongings: readonly string[] = [
  ...[databaseName, searchIndexName].flatMap((name) => [`${name}-wal`, `${name}-shm`]),
  searchIndexName,
  firstStartName,
  filesName,
];

/** Makes the folder for a restore, empty; returns its path. */
export function beginRestore(folder: string): string {
  const restoring = join(folder, restoringName);
  asked(`make the folder ${restoring}`, () => {
    rmSync(restoring, { recursive: true, force: true });
    mkdirSync(join(restoring, beforeName), { recursive: true, mode: 0o700 });
  });
  return restoring;
}

/** From now on the line is the restored one, whose files are on the disk. */
export function commitRestore(folder: string): void {
  const restoring = join(folder, restoringName);
  asked(`rename ${restoring}`, () => {
    syncFolder(restoring);
    renameSync(restoring, join(folder, restoredName));
    syncFolder(folder);
  });
}

/**
 * Puts restored files in their places, if there are any: after a restore, and after one that was cut off behind
 * `commitRestore`. Only one process may have the folder. Files that were there before are kept: returns the folder
 * that has them.
 *
 * @throws InputError where the file system refuses; then it can be tried again
 */
export function putInPlace(folder: string): string | undefined {
  const restored = join(folder, restoredName);
  if (!existsSync(restored)) return undefined;
  return asked(`put the restored files of ${folder} in their places`, () => {
    const before = join(restored, beforeName);
    // As long as the database is not in its place, all that belongs to one belongs to that of before.
    if (existsSync(join(restored, databaseName))) {
      for (const name of belongings) move(join(folder, name), join(before, name));
    }
    for (const name of partNames.filter((name) => existsSync(join(restored, name)))) {
      move(join(folder, name), join(before, name));
      move(join(restored, name), join(folder, name));
    }
    // Last: as long as the database is not in its place, the files there belong to that of before.
    move(join(restored, filesName), join(folder, filesName));
    syncFolder(folder);
    return tidy(folder, restored, before);
  });
}

function tidy(folder: string, restored: string, before: string): string | undefined {
  let kept: string | undefined;
  if (existsSync(before) && readdirSync(before).length > 0) {
    kept = join(folder, `before-restore-${randomId(6)}`);
    renameSync(before, kept);
  } else if (existsSync(before)) rmdirSync(before);
  rmdirSync(restored);
  syncFolder(folder);
  return kept;
}

function move(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
}
