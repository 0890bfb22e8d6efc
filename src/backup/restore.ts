import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { byteWords } from '../base/byte-words.ts';
import { DamageError, InputError } from '../base/errors.ts';
import { freeBytesOf } from '../base/free-bytes.ts';
import { asked, syncFolder } from '../base/private-files.ts';
import { type DataFolder, databaseName, lockName } from '../store/data-folder.ts';
import { openDatabase } from '../store/database.ts';
import { FileFolder } from '../store/files/file-folder.ts';
import { assertNotNewer } from '../store/migrations.ts';
import type { BackupManifest } from './manifest.ts';
import { hashOfPart } from './parts.ts';
import { beginRestore, commitRestore, putInPlace, restoringName } from './put-in-place.ts';
import { readBackup } from './read-backup.ts';

/** A line that was restored. */
export interface Restored {
  readonly manifest: BackupManifest;
  /** Where the files are that were in the folder before; undefined: there were none. */
  readonly before: string | undefined;
}

/** Files of a data folder that no restore touches, and that say nothing of a line. */
const ofNoLine: readonly string[] = [
  lockName,
  'server.pid',
  'console.sock',
  'reserve',
  restoringName,
];

/** Throws InputError if there is anything in a folder that is to be restored to; a missing one is empty. */
export function assertEmptyFolder(folder: string): void {
  const names = namesIn(folder).filter((name) => !ofNoLine.includes(name));
  if (names.length === 0) return;
  const shown = names.slice(0, 3).join(', ');
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  throw new InputError(
    `Cannot restore to ${folder}: it is not empty (${shown}${more}). Name another folder with --data, or add --force: then the line that is there is put aside in the folder, and nothing of it is deleted.`,
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Restores a line to a data folder. Everything is read and checked before anything in the folder is touched, and
 * takes the place of what is there in one step: see `put-in-place.ts`. The next server begins a new term of the
 * history there, by which clients tell it from the one that went on.
 *
 * @param folder held by this process
 * @param advance told how many bytes are done of how many
 * @throws DamageError for a backup that is not whole
 * @throws InputError where the file system refuses
 */
export function restoreBackup(
  file: string,
  folder: DataFolder,
  advance: (done: number, total: number) => void = () => {},
): Restored {
  // One that was cut off is completed first: its files were promised their places.
  putInPlace(folder.path);
  const restoring = beginRestore(folder.path);
  try {
    const manifest = extract(file, restoring, advance);
    assertSound(file, join(restoring, databaseName));
    commitRestore(folder.path);
    return { manifest, before: putInPlace(folder.path) };
  } finally {
    rmSync(restoring, { recursive: true, force: true });
  }
}

function extract(
  file: string,
  restoring: string,
  advance: (done: number, total: number) => void,
): BackupManifest {
  const written = new WrittenFiles(restoring);
  try {
    const manifest = readBackup(file, {
      begin: (begun) => assertRoom(begun, dirname(restoring)),
      advance,
      part: (name) => written.begin(name),
    });
    written.settle();
    return manifest;
  } finally {
    written.close();
  }
}

/** The files of a backup as they are written, one after the other. */
class WrittenFiles {
  readonly #folder: string;
  readonly #folders = new Set<string>();
  #open: { readonly path: string; readonly descriptor: number } | undefined;

  /** @param folder stands for the data folder */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Begins the next one; gives what takes its bytes. */
  begin(name: string): (chunk: Uint8Array) => void {
    this.close();
    const path = this.#pathOf(name);
    const descriptor = asked(`make ${path}`, () => openSync(path, 'wx', 0o600));
    this.#open = { path, descriptor };
    return (chunk) => {
      asked(`write ${path}`, () => {
        for (let at = 0; at < chunk.length; ) at += writeSync(descriptor, chunk, at);
      });
    };
  }

  /** Returns once the disk has the last one, and all names. */
  settle(): void {
    this.close();
    for (const folder of this.#folders) asked(`write ${folder}`, () => syncFolder(folder));
  }

  /** Returns once the disk has the one that is open. */
  close(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    try {
      asked(`write ${open.path}`, () => fsyncSync(open.descriptor));
    } finally {
      closeSync(open.descriptor);
    }
  }

  #pathOf(name: string): string {
    const hash = hashOfPart(name);
    if (hash === undefined) return join(this.#folder, name);
    const path = new FileFolder(this.#folder).pathOf(hash);
    for (const folder of [dirname(path), dirname(dirname(path))]) {
      asked(`make the folder ${folder}`, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
      this.#folders.add(folder);
    }
    return path;
  }
}

function assertRoom({ parts }: BackupManifest, folder: string): void {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const free = freeBytesOf(folder);
  if (bytes < free) return;
  throw new InputError(
    `Cannot restore to ${folder}: its disk has ${byteWords(free)} free, and ${byteWords(bytes)} are needed. Make room, or name another folder with --data.`,
  );
}

/** Throws an error if the database has been damaged before it was backed up, or a newer version has written it. */
function assertSound(file: string, path: string): void {
  const database = openDatabase(path, { readOnly: true });
  try {
    assertNotNewer(database);
    const { integrity_check: found } = database.prepare('PRAGMA integrity_check(1)').get() ?? {};
    if (found === 'ok') return;
    throw new DamageError(
      `Cannot restore from ${file}: its database was damaged when it was backed up (${found}). Use another backup.`,
    );
  } finally {
    database.close();
    for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  }
}
