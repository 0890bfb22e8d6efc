import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePassingFile } from '../base/private-files.ts';

/** The file of a data folder that tells when it was backed up last. */
const lastBackupName = 'last-backup.json';

/** When a line was backed up last, and where to. */
export interface LastBackup {
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly bytes: number;
  /** Absolute path; null: standard output. */
  readonly file: string | null;
}

/** Keeps in a data folder that it was backed up. Throws InputError. */
export function rememberBackup(folder: string, { at, bytes, file }: LastBackup): void {
  const content = { at: new Date(at).toISOString(), bytes, file };
  writePassingFile(join(folder, lastBackupName), `${JSON.stringify(content)}\n`);
}

/** The last backup of a data folder; undefined if it keeps none that can be read. */
export function findLastBackup(folder: string): LastBackup | undefined {
  try {
    const { at, bytes, file } = JSON.parse(readFileSync(join(folder, lastBackupName), 'utf8'));
    const time = Date.parse(at);
    return Number.isFinite(time) && Number.isSafeInteger(bytes)
      ? { at: time, bytes, file }
      : undefined;
  } catch {
    return undefined;
  }
}
