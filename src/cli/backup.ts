import { statSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { rememberBackup } from '../backup/last-backup.ts';
import type { BackupManifest } from '../backup/manifest.ts';
import { readBackup } from '../backup/read-backup.ts';
import { backupName } from '../backup/write-backup.ts';
import { byteWords } from '../base/byte-words.ts';
import type { backupCommand, backupVerifyCommand } from './backup-command.ts';
import { backUp, backUpToFile } from './backup-file.ts';
import { withByteProgress } from './byte-progress.ts';
import { CommandError, exitCodes, QuietEnd } from './exit-codes.ts';
import { interruption } from './interruption.ts';
import type { CommandValues } from './options.ts';
import { print, write } from './output.ts';
import { processEnvironment } from './process-environment.ts';
import { softwareName } from './software.ts';

type Options = CommandValues<typeof backupCommand>;

/** `partyline backup`; resolves with the exit code. */
export async function run({ to, data: folder, config: configuration }: Options): Promise<number> {
  giveWay();
  const now = Date.now();
  const options = { folder, configuration, software: softwareName(), now, signal: interruption() };
  if (to === '-') {
    refuseTerminal();
    const bytes = await backUp({ ...options, workFolder: folder }, printed);
    rememberBackup(folder, { at: now, bytes, file: null });
  } else {
    const file = fileFor(to, () => backupName(folder, now));
    const bytes = await backUpToFile(file, { ...options, workFolder: dirname(file) });
    rememberBackup(folder, { at: now, bytes, file });
    write(`${file}: ${byteWords(bytes)}\n`);
  }
  return exitCodes.ok;
}

/** `partyline backup verify`; resolves with the exit code. */
export async function verify({ file }: CommandValues<typeof backupVerifyCommand>): Promise<number> {
  const manifest = await withByteProgress((advance) => readBackup(file, { advance }));
  write(`${file} is whole: ${described(manifest)}\n`);
  return exitCodes.ok;
}

/** A backup in words: whose it is, and as of when. */
export function described({ at, line, schema, parts }: BackupManifest): string {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  return `the line with the key ${line.fingerprint}, as it was at ${new Date(at).toISOString()} (schema ${schema}, ${byteWords(bytes)})`;
}

/** A server on the same machine comes first. */
function giveWay(): void {
  setPriority(process.pid, constants.priority.PRIORITY_BELOW_NORMAL);
}

/** For a backup it is no good end that nobody reads any more. */
async function printed(chunk: Uint8Array): Promise<void> {
  try {
    await print(chunk);
  } catch (error) {
    if (!(error instanceof QuietEnd)) throw error;
    throw new CommandError(
      exitCodes.cannotCreate,
      'Cannot write the backup to standard output: the program behind it has ended.',
    );
  }
}

/** @param to as the person named it; undefined: the working folder */
function fileFor(to: string | undefined, name: () => string): string {
  const place = to ?? processEnvironment().folder;
  const isFolder = statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? join(place, name()) : place;
}

function refuseTerminal(): void {
  if (processEnvironment().output.isTTY !== true) return;
  throw new CommandError(
    exitCodes.usage,
    'Cannot write a backup to a terminal: send standard output to a program or a file, or name a file with --to.',
  );
}
