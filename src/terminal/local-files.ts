import { existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { saveFile } from '../client/node/save-file.ts';
import type { LocalFiles } from '../talk/local-files.ts';
import { savedName } from '../words/file.ts';

/** Candidates of Tab; more help nobody. */
const mostOffered = 200;

/** The files of this machine. */
export const localFiles: LocalFiles = {
  resolve: absolute,
  pathFor(file, typed) {
    const name = savedName(file.name);
    if (typed === '') return resolve(name);
    const path = absolute(typed);
    return /[/\\]$/.test(typed) || isFolder(path) ? join(path, name) : path;
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

function absolute(path: string): string {
  const own = path === '~' || path.startsWith('~/') || path.startsWith(`~${sep}`);
  return own ? join(homedir(), path.slice(1)) : resolve(path);
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
