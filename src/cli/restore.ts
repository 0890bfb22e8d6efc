import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { configurationName } from '../backup/parts.ts';
import { assertEmptyFolder, restoreBackup } from '../backup/restore.ts';
import { openDataFolder } from '../store/data-folder.ts';
import { described } from './backup.ts';
import { withByteProgress } from './byte-progress.ts';
import { exitCodes } from './exit-codes.ts';
import type { CommandValues } from './options.ts';
import { write } from './output.ts';
import type { restoreCommand } from './restore-command.ts';

/** `partyline restore`; resolves with the exit code. */
export async function run({
  file,
  data,
  force,
}: CommandValues<typeof restoreCommand>): Promise<number> {
  if (!force) assertEmptyFolder(data);
  const folder = openDataFolder(data);
  try {
    const { manifest, before } = await withByteProgress((advance) =>
      restoreBackup(file, folder, advance),
    );
    write(`Restored to ${data}: ${described(manifest)}.\n`);
    if (before !== undefined) write(`The files that were there are in ${before}.\n`);
    if (existsSync(join(data, configurationName)))
      write(`The configuration is ${join(data, configurationName)}.\n`);
    return exitCodes.ok;
  } finally {
    folder.release();
  }
}
