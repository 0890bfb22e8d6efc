import { createHash } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { InputError } from '../../base/errors.ts';
import { systemReason } from '../../base/private-files.ts';
import type { FileFacts } from '../../words/file.ts';

/** How a file is saved that was fetched. */
export interface Saving {
  /** Its bytes, as `download` gives them. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What its message says of it. */
  readonly file: Pick<FileFacts, 'bytes' | 'hash'>;
  /** Where to. */
  readonly path: string;
  /** A file that is there gives way. */
  readonly overwrite: boolean;
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Saves a file for its owner alone (0600). It gets its name once all of it is there and its hash is the one that the
 * message tells, and takes the place of no other unless it may.
 *
 * @throws (by rejection) InputError for what the file system refuses, and for a file that is not the one of the
 *   message; whatever `bytes` throws. Nothing of it is left then
 */
export async function saveFile({
  bytes,
  file,
  path,
  overwrite,
  onProgress,
}: Saving): Promise<void> {
  const part = `${path}.part`;
  const handle = await asked(part, open(part, 'wx', 0o600));
  try {
    const digest = createHash('sha256');
    let done = 0;
    try {
      for await (const piece of bytes) {
        await asked(path, handle.appendFile(piece));
        digest.update(piece);
        done += piece.length;
        onProgress?.(done);
      }
      await asked(path, handle.sync());
    } finally {
      await handle.close();
    }
    if (done !== file.bytes || digest.digest('hex') !== file.hash) throw notTheOne(path);
    // Unlike a rename, a link never takes the place of a file that came meanwhile.
    await asked(path, overwrite ? rename(part, path) : link(part, path));
  } finally {
    await rm(part, { force: true });
  }
}

function notTheOne(path: string): InputError {
  return new InputError(
    `Cannot save ${path}: the server sent other bytes than those of the message; fetch the file again.`,
  );
}

async function asked<Result>(path: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw new InputError(`Cannot write ${path}: ${systemReason(error)}.`, { cause: error });
  }
}
