import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { open, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { makePrivateFolder } from '../../base/private-files.ts';
import { fileHashPattern } from '../../words/file.ts';

/* The files of a line, beside its store. */

/** The folder in the data folder. */
export const filesName = 'files';

/** The folder in it of files that have not wholly come. */
const incomingName = 'incoming';

/** A file as it lies there. */
export interface StoredFile {
  readonly hash: string;
  readonly bytes: number;
}

/**
 * The files of a line on the disk, each under the hash of its bytes and so only once: `files/ab/abcdef...`. A name is
 * there when all of its bytes are, whatever ends the process or the machine.
 */
export class FileFolder {
  /** Absolute. */
  readonly path: string;
  readonly #incoming: string;

  /** @param dataFolder a data folder that this process holds, or only reads */
  constructor(dataFolder: string) {
    this.path = join(dataFolder, filesName);
    this.#incoming = join(this.path, incomingName);
  }

  /** Makes the folder if it is missing, for its owner alone. Throws InputError. */
  make(): void {
    makePrivateFolder(this.path);
    mkdirSync(this.#incoming, { recursive: true, mode: 0o700 });
  }

  /** Removes what was on its way when the last process ended. */
  clearIncoming(): void {
    rmSync(this.#incoming, { recursive: true, force: true });
  }

  /** The path of a file; it need not be there. */
  pathOf(hash: string): string {
    return join(this.#folderOf(hash), hash);
  }

  /** Whether a file is there. */
  has(hash: string): boolean {
    return existsSync(this.pathOf(hash));
  }

  /** The path of a file that has yet to come. */
  incoming(name: string): string {
    return join(this.#incoming, name);
  }

  /** Gives a file that has wholly come, and is on the disk, its name; one that is there already stays the same. */
  async add(incoming: string, hash: string): Promise<void> {
    const folder = this.#folderOf(hash);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await rename(incoming, join(folder, hash));
    for (const path of [folder, this.path]) await syncFolder(path);
  }

  /**
   * Bytes of a file from a place on, up to `length`; fewer at its end.
   * Rejects with the system's error, `ENOENT` for a file that is not there.
   */
  async read(hash: string, offset: number, length: number): Promise<Buffer> {
    const handle = await open(this.pathOf(hash), 'r');
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }

  /** All bytes of a file, in pieces; undefined where it is not there. Rejects with the system's error. */
  async stream(hash: string): Promise<Readable | undefined> {
    const handle = await open(this.pathOf(hash), 'r').catch(missing);
    return handle?.createReadStream();
  }

  /** Removes a file at once. */
  remove(hash: string): void {
    rmSync(this.pathOf(hash), { force: true });
  }

  /** All files, in the order of their hashes; none where the folder is missing. */
  async *files(): AsyncGenerator<StoredFile> {
    for (const name of await namesIn(this.path)) {
      if (!/^[0-9a-f]{2}$/.test(name)) continue;
      for (const hash of await namesIn(join(this.path, name))) {
        if (!fileHashPattern.test(hash) || !hash.startsWith(name)) continue;
        const state = await stat(this.pathOf(hash)).catch(missing);
        if (state?.isFile()) yield { hash, bytes: state.size };
      }
    }
  }

  #folderOf(hash: string): string {
    return join(this.path, hash.slice(0, 2));
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(missing);
  return names?.sort() ?? [];
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** Makes a change of a folder's names last through a power failure; Windows cannot open folders. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
