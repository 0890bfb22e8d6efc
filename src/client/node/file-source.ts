import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { systemReason } from '../../base/private-files.ts';
import type { FileSource } from '../core/file-source.ts';
import { mediaTypeOf } from './media-type.ts';

/**
 * Opens a file of this machine to send it.
 * @throws (by rejection) InputError for one that cannot be read, and for what is no file
 */
export async function openFileSource(path: string): Promise<FileSource> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw new InputError(`Cannot send ${path}: ${systemReason(error)}.`, { cause: error });
  });
  try {
    const state = await handle.stat();
    if (!state.isFile()) throw new InputError(`Cannot send ${path}: it is no file.`);
    return {
      name: basename(path),
      type: mediaTypeOf(path),
      bytes: state.size,
      async read(offset, length) {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
