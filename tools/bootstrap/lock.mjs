// A lock that is a folder with one file in it, named after its owner. rmdir leaves a folder that is not
// empty, so whoever clears the lock of a process that is gone never takes a new one away.
import { mkdirSync, readdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** No installation takes that long, in milliseconds: its machine is off, or its number was reused. */
const goneAfterMs = 10 * 60_000;

/** Takes the lock; returns whether this process has it now. */
export function takeLock(folder) {
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, `${process.pid}@${hostname()}`), '');
    return true;
  } catch (error) {
    // ENOENT: another process cleared the folder away before the name was in it.
    if (error.code === 'EEXIST' || error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Clears away the lock, if it is of this process or of one that is gone; else returns the owner's number. */
export function clearLock(folder) {
  try {
    for (const owner of readdirSync(folder)) {
      if (isActive(owner, join(folder, owner))) return owner.split('@')[0];
      rmSync(join(folder, owner));
    }
    rmdirSync(folder);
  } catch {
    // Another process was faster.
  }
  return undefined;
}

function isActive(owner, file) {
  const [pid, host] = owner.split('@');
  if (Date.now() - statSync(file).mtimeMs > goneAfterMs) return false;
  if (host !== hostname()) return true;
  try {
    // Containers give out the same numbers again: ours on a lock that we do not have is an old one.
    return Number(pid) !== process.pid && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
