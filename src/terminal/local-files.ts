import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { saveFile } from '../client/node/save-file.ts';
import type { LocalFiles } from '../talk/local-files.ts';
import { savedName } from '../words/file.ts';

/** Candidates of Tab; more help nobody. */
const mostOffered = 200;

/** Where paths begin that are typed. */
export interface TypedPaths {
  /** The working folder, absolute. */
  readonly folder: string;
  /** The person's own folder, absolute. */
  home(): string;
}

/** The files of this machine, for somebody who types there. */
export function localFilesAt(typedPaths: TypedPaths): LocalFiles {
  const absolute = (path: string): string => {
    const own = path === '~' || path.startsWith('~/') || path.startsWith(`~${sep}`);
    return own ? join(typedPaths.home(), path.slice(1)) : resolve(typedPaths.folder, path);
  };
  return {
    resolve: absolute,
    pathFor(file, typed) {
      const name = savedName(file.name);
      const path = absolute(typed);
      return typed === '' || /[/\\]$/.test(typed) || isFolder(path) ? join(path, name) : path;
    },
    exists: existsSync,
    complete(typed) {
      const end = typed.lastIndexOf('/') + 1;
      const [folder, begun] = [typed.slice(0, end), typed.slice(end)];
      return namesIn(absolute(folder === '' ? '.' : folder))
        .filter((name) => name.startsWith(begun) && (begun !== '' || !name.startsWith('.')))
        .slice(0, mostOffered)
        .map((name) => {
          const path = `${folder}${name}`;
          return isFolder(absolute(path)) ? `${path}/` : path;
        });
    },
    save: saveFile,
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
