import {
  chmodSync,
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from './errors.ts';
import { randomId } from './ids.ts';
import { assertOwn, currentUser, followTrusted, shellWord } from './other-users.ts';

/** The permission bits of group and others. */
const strangersBits = 0o077;
const isWindows = process.platform === 'win32';

/**
 * Makes the folder, and the parents that are missing, for its owner alone (0700 whatever the umask).
 * A folder that exists is narrowed to 0700. Throws InputError when that cannot be done, or when it belongs to
 * another user or is reached by a link of theirs. On Windows the access rules that the folder inherits stay
 * as they are.
 */
export function makePrivateFolder(path: string): void {
  asked(`make the folder ${path}`, () => {
    const folder = followTrusted(path);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (isWindows) return;
    assertOwn(folder, statSync(folder));
    chmodSync(folder, 0o700);
  });
}

/**
 * Makes the folder as makePrivateFolder does if it is missing, and leaves it alone if it is there:
 * for files in folders that belong to others too, such as /var/log.
 */
export function makeMissingFolder(path: string): void {
  const created = asked(`make the folder ${path}`, () =>
    mkdirSync(followTrusted(path), { recursive: true, mode: 0o700 }),
  );
  if (created !== undefined && !isWindows) chmodSync(path, 0o700);
}

/**
 * Opens a file for appending, made 0600 whatever the umask if it is missing and narrowed to 0600 if
 * it is there. Returns the descriptor, which the caller closes. Throws InputError, also for a file of another
 * user.
 */
export function openPrivateAppend(path: string): number {
  return asked(`open ${path} for writing`, () => {
    const descriptor = openSync(path, 'a', 0o600);
    if (!isWindows) narrowOrClose(path, descriptor);
    return descriptor;
  });
}

/**
 * Replaces the file's content in one step: readers see the old content or the new, also after a
 * crash. The file is 0600 whatever the umask; its folder must exist. Returns once the disk has it.
 * Throws InputError, with the old file untouched.
 */
export function writePrivateFile(path: string, data: string | Uint8Array): void {
  replaceFile(path, data, fsyncSync);
  asked(`write ${path}`, () => syncFolder(dirname(resolve(path))));
}

/**
 * The same for a file that says nothing any more after a crash of the machine, such as that of a process that
 * runs: it does not wait for the disk.
 */
export function writePassingFile(path: string, data: string | Uint8Array): void {
  replaceFile(path, data, () => {});
}

function replaceFile(
  path: string,
  data: string | Uint8Array,
  settle: (descriptor: number) => void,
): void {
  asked(`write ${path}`, () => {
    const temporary = `${path}.${randomId(6)}.tmp`;
    try {
      writeNewFile(temporary, data, settle);
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

/**
 * Throws InputError, with the command that mends it, if the file or folder belongs to another user, or if group
 * or others can use it. A missing file is an InputError too. Windows has no such bits: there only the latter is checked.
 */
export function assertPrivate(path: string): void {
  const state = asked(`look at ${path}`, () => statSync(path));
  assertOwn(path, state);
  if (isWindows || (state.mode & strangersBits) === 0) return;
  const mode = (state.mode & 0o777).toString(8).padStart(3, '0');
  const command = `chmod ${state.isDirectory() ? '700' : '600'} ${shellWord(path)}`;
  throw new InputError(
    `Other users of this machine can use ${path} (its mode is ${mode}), which must be for its owner alone. Run: ${command}`,
  );
}

/**
 * Throws InputError unless a secret that somebody else has made for this process is safe with it: its owner's, or
 * root's, who may let a group read it (as `ssl-cert` of Debian, or the credentials of systemd), and nobody else's.
 */
export function assertEntrusted(path: string): void {
  const state = asked(`look at ${path}`, () => statSync(path));
  if (state.uid !== 0 || currentUser() === undefined) {
    assertPrivate(path);
    return;
  }
  if ((state.mode & 0o027) === 0) return;
  throw new InputError(
    `Other users of this machine can use ${path}, which root made: it must be for root and one group at the most. Run as root: chmod 640 ${shellWord(path)}`,
  );
}

function writeNewFile(
  path: string,
  data: string | Uint8Array,
  settle: (descriptor: number) => void,
): void {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    if (!isWindows) fchmodSync(descriptor, 0o600);
    writeFileSync(descriptor, data);
    settle(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function narrowOrClose(path: string, descriptor: number): void {
  try {
    assertOwn(path, fstatSync(descriptor));
    fchmodSync(descriptor, 0o600);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Makes a change of the folder's names last through a power failure; Windows cannot open folders. */
export function syncFolder(path: string): void {
  if (isWindows) return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Runs `action`; a refusal of the operating system becomes a sentence about what was attempted: `open FILE`.
 * Throws InputError.
 */
export function asked<Result>(attempt: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`Cannot ${attempt}: ${systemReason(error)}.`, { cause: error });
  }
}

/** Whether an error of this file's functions says that there is no room on the disk. */
export function isNoRoom(error: unknown): boolean {
  const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied; it belongs to another user',
  EADDRINUSE: 'another program listens there',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'no such host is known',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'a file is in the way',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is full',
  EROFS: 'the file system can only be read',
  ELOOP: 'it is a link, or its links lead in a circle',
  ENXIO: 'nobody reads from it',
  EPIPE: 'nobody reads it any more',
  ENAMETOOLONG: 'the path is too long',
};

/** The operating system's reason for an error in words, without path or call: `permission denied`. */
export function systemReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code === undefined ? undefined : reasons[code]) ?? code ?? message;
}
