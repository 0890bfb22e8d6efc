import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { FileFolder, StoredFile } from '../files/file-folder.ts';
import { neededFiles } from '../files/needed-files.ts';
import type { Problem } from './problem.ts';

/** How the files of a line are. */
export interface FilesCheck {
  readonly files: number;
  readonly problems: readonly Problem[];
}

/** Bytes that are read at a time. */
const chunkBytes = 1024 * 1024;

/**
 * Reads all files that a store needs, and compares them with their hashes.
 *
 * @param advance told how many bytes are done of how many; what it throws ends the check
 */
export function checkFiles(
  database: DatabaseSync,
  folder: FileFolder,
  advance: (done: number, total: number) => void = () => {},
): FilesCheck {
  const needed = neededFiles(database);
  const total = needed.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const problems = needed.flatMap((file): Problem[] => {
    const wrong = faultOf(folder.pathOf(file.hash), file);
    done += file.bytes;
    advance(done, total);
    // A server that runs may have given it up meanwhile.
    if (wrong === undefined || !isNeeded(database, file)) return [];
    return [
      { kind: 'files', text: `the file ${file.hash} ${wrong}${messagesWith(database, file)}` },
    ];
  });
  return { files: needed.length, problems };
}

/** The fault of a file in words; undefined: it is sound. */
function faultOf(path: string, { hash, bytes }: StoredFile): string | undefined {
  try {
    const [length, found] = sumOf(path);
    if (length !== bytes) return `has ${length} bytes instead of ${bytes}`;
    return found === hash ? undefined : 'is damaged: its bytes have another hash';
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'is missing' : `cannot be read (${code})`;
  }
}

function sumOf(path: string): [length: number, hash: string] {
  const descriptor = openSync(path, 'r');
  try {
    const digest = createHash('sha256');
    const chunk = Buffer.allocUnsafe(chunkBytes);
    let length = 0;
    for (;;) {
      const count = readSync(descriptor, chunk);
      if (count === 0) return [length, digest.digest('hex')];
      digest.update(chunk.subarray(0, count));
      length += count;
    }
  } finally {
    closeSync(descriptor);
  }
}

function isNeeded(database: DatabaseSync, { hash }: StoredFile): boolean {
  return neededFiles(database).some((one) => one.hash === hash);
}

/** Where it was posted: ` (#ops 12, lobby 7)`, empty for one that was not. */
function messagesWith(database: DatabaseSync, { hash }: StoredFile): string {
  const rows = database
    .prepare(
      `SELECT coalesce('#' || rooms.name, rooms.key) AS room, seq FROM attachments
        JOIN rooms ON rooms.id = attachments.room WHERE hash = ? ORDER BY rooms.id, seq LIMIT 5`,
    )
    .all(hash);
  if (rows.length === 0) return '';
  return ` (${rows.map(({ room, seq }) => `${room} ${seq}`).join(', ')})`;
}
