import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { killAll } from '../measure/children.ts';
import { resultsFolder } from './results.ts';

/** The types in statfs(2) of file systems that are in memory, where fsync means nothing. */
const tmpfs = 0x01021994;

/** How long processes have to be gone that were killed, and with them what they write, in milliseconds. */
const dyingMs = 200;

/** Exit codes of a program that a signal has ended. */
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Makes one folder for all temporary ones of this process and of those it starts, and sees to it that neither
 * the folder nor a process is left when this one ends, however it ends but by SIGKILL.
 */
export function tidyUpAtTheEnd(): void {
  const folder = mkdtempSync(join(diskFolder(), 'partyline-bench-'));
  process.env.TMPDIR = folder;
  process.once('exit', () => {
    if (killAll() > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, dyingMs);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  for (const [signal, code] of Object.entries(signals)) {
    process.once(signal, () => process.exit(code));
  }
}

function diskFolder(): string {
  if (statfsSync(tmpdir()).type !== tmpfs) return tmpdir();
  const folder = join(resultsFolder, 'tmp');
  mkdirSync(folder, { recursive: true });
  return folder;
}
