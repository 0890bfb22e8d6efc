import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const cache = join(import.meta.dirname, '../../node_modules/.cache');

/** The types in statfs(2) of file systems that are in memory. */
const tmpfs = 0x01021994;

/** Gives somebody an empty folder on a disk, and removes it when they are done. */
export async function withFolder<Result>(
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(diskFolder(), 'partyline-bench-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function diskFolder(): string {
  if (statfsSync(tmpdir()).type !== tmpfs) return tmpdir();
  mkdirSync(cache, { recursive: true });
  return cache;
}
