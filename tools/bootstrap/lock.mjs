import { randomBytes } from 'node:crypto';
import {
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';

const beatMs = 5_000;
/** A lock of this machine whose process lives is only given up on when its number was surely reused. */
const reusedAfterMs = 10 * 60_000;
/** Of a process on another machine nothing but the beat is known. */
const silentAfterMs = 60_000;

/** Takes the lock file. Returns a function that gives it back, or undefined if another holds it. */
export function takeLock(file) {
  removeStale(file);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, host: hostname() }));
  try {
    // Unlike opening for writing, a link appears with its content, or not at all.
    linkSync(draft, file);
  } catch (error) {
    if (error.code === 'EEXIST') return undefined;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return hold(file);
}

/** The number of the process that holds the lock; undefined if none does or it is not known. */
export function lockHolder(file) {
  return readLock(file)?.pid;
}

function hold(file) {
  const beat = setInterval(() => touch(file), beatMs);
  beat.unref();
  const release = () => {
    clearInterval(beat);
    process.off('exit', release);
    rmSync(file, { force: true });
  };
  process.once('exit', release);
  return release;
}

function touch(file) {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // Somebody took the lock away; what is under way still comes to its end.
  }
}

function removeStale(file) {
  const judged = readLock(file);
  if (judged === undefined || !isStale(judged)) return;
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(file, aside);
  } catch {
    return; // Another was faster.
  }
  const taken = readLock(aside);
  // Between the look and the rename another may have put its own lock there: give it back.
  if (taken !== undefined && taken.inode !== judged.inode) putBack(aside, file);
  rmSync(aside, { force: true });
}

function putBack(aside, file) {
  try {
    linkSync(aside, file);
  } catch {
    // A third one has the lock by now; whoever installs last repeats what the other did.
  }
}

function isStale({ pid, host, ageMs }) {
  if (host !== hostname()) return ageMs > silentAfterMs;
  // Containers give out the same numbers again: ours on a lock that we do not hold is an old one.
  return pid === process.pid || !isAlive(pid) || ageMs > reusedAfterMs;
}

function readLock(file) {
  try {
    const { mtimeMs, ino } = statSync(file);
    return { ...readOwner(file), inode: ino, ageMs: Date.now() - mtimeMs };
  } catch {
    return undefined;
  }
}

function readOwner(file) {
  const text = readFileSync(file, 'utf8');
  try {
    const { pid, host } = JSON.parse(text);
    return { pid, host };
  } catch {
    return {}; // Damaged: only its age counts.
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
