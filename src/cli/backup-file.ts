import { type BackupOptions, type Sink, writeBackup } from '../backup/write-backup.ts';
import { withByteProgress } from './byte-progress.ts';
import { WholeFile } from './whole-file.ts';

/** Bytes after which the disk is waited for. */
const settleBytes = 1024 * 1024;

/** How a command makes a backup; a person is told how far it is. */
type Options = Omit<BackupOptions, 'advance'> & { readonly signal?: AbortSignal };

/** Makes a backup in a new file; resolves with its length in bytes. Rejects as WholeFile does. */
export async function backUpToFile(path: string, options: Options): Promise<number> {
  const file = new WholeFile(path);
  try {
    let unsettled = 0;
    const bytes = await backUp(options, (chunk) => {
      file.write(chunk);
      unsettled += chunk.length;
      if (unsettled < settleBytes) return;
      file.settle();
      unsettled = 0;
    });
    file.finish();
    return bytes;
  } catch (error) {
    file.abandon();
    throw error;
  }
}

/** Makes a backup; resolves with its length in bytes. Rejects with the signal's reason when that is aborted. */
export async function backUp({ signal, ...options }: Options, sink: Sink): Promise<number> {
  let bytes = 0;
  await withByteProgress((tell) => {
    const advance = (done: number, total: number) => {
      signal?.throwIfAborted();
      tell(done, total);
    };
    return writeBackup({ ...options, advance }, async (chunk) => {
      bytes += chunk.length;
      await sink(chunk);
    });
  });
  return bytes;
}
