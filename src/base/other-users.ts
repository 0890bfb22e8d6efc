import { lstatSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { dirname, join, parse, resolve, sep } from 'node:path';
import process from 'node:process';
import { InputError } from './errors.ts';

/*
 * Files, folders and links of other users of the machine. A secret in a file of theirs is theirs, and a link that
 * they have laid into a folder that everybody may write to, such as /tmp, leads where they want. The rules for
 * such folders are those of Linux under fs.protected_symlinks and fs.protected_regular (proc_sys_fs(5)), which not
 * every system has switched on. Root keeps to them as well: it could do more harm than anybody.
 */

/** Links on a path before it is taken for a circle; Linux follows as many. */
const maxLinks = 40;
const stickyBit = 0o1000;
const othersMayWriteBit = 0o002;

/** Names by which the kernel shows the open descriptors of processes: links that lead to no path. */
const descriptorName = /^\/(?:proc\/([^/]+)|dev)\/fd\/(\d+)$/;

/** The numeric id of the user whom this process acts for; undefined on Windows. */
export function currentUser(): number | undefined {
  return process.geteuid?.();
}

/**
 * Throws InputError, with the command that mends it, if a file or folder belongs to another user, who could read
 * and change it whatever its mode.
 */
export function assertOwn(
  path: string,
  { uid }: Pick<Stats, 'uid'>,
  user: number | undefined = currentUser(),
): void {
  if (user === undefined || uid === user) return;
  throw new InputError(
    `Cannot use ${path}: it belongs to another user of this machine (uid ${uid}; this process runs as ${user}). ` +
      `Start as that user, or run as root: chown ${user} ${shellWord(path)}`,
  );
}

/** Whether the path is a name of an open descriptor, such as /proc/self/fd/1. */
export function isDescriptorPath(path: string): boolean {
  return descriptorName.test(path);
}

/** The descriptor of this process that a path without links names; undefined if it names none. */
export function ownDescriptor(path: string): number | undefined {
  const [, holder = String(process.pid), number] = descriptorName.exec(path) ?? [];
  return number !== undefined && holder === String(process.pid) ? Number(number) : undefined;
}

/**
 * Follows all links of a path, as far as it exists; returns the absolute path without them.
 *
 * @throws InputError for a link of another user in a folder that everybody may write to, and for a circle
 */
export function followTrusted(path: string, user: number | undefined = currentUser()): string {
  let { at, rest } = begin(resolve(path));
  for (let links = 0; ; ) {
    const name = rest.shift();
    if (name === undefined) return at;
    const next = join(at, name);
    const state = lstatSync(next, { throwIfNoEntry: false });
    if (!state?.isSymbolicLink() || isDescriptorPath(next)) {
      at = next;
      continue;
    }
    assertTrusted(next, state, user);
    links += 1;
    if (links > maxLinks)
      throw new InputError(`Cannot follow ${path}: its links lead in a circle.`);
    const target = begin(resolve(at, readlinkSync(next)));
    at = target.at;
    rest = [...target.rest, ...rest];
  }
}

/**
 * Throws InputError if a file or link in a folder that everybody may write to may have been laid there by another
 * user: if it belongs neither to the user nor to the owner of that folder, or if it has a second name, by which
 * others may mean a file of the user's.
 */
export function assertTrusted(
  path: string,
  { uid, nlink }: Pick<Stats, 'uid' | 'nlink'>,
  user: number | undefined = currentUser(),
): void {
  if (user === undefined || (uid === user && nlink === 1)) return;
  const folder = statSync(dirname(path));
  const isShared = (folder.mode & stickyBit) !== 0 && (folder.mode & othersMayWriteBit) !== 0;
  if (!isShared || (uid === folder.uid && nlink === 1)) return;
  throw new InputError(
    `Cannot use ${path}: another user may have laid it into a folder that everybody may write to. ` +
      'Choose a folder of your own.',
  );
}

function begin(absolute: string): { at: string; rest: string[] } {
  const { root } = parse(absolute);
  return {
    at: root,
    rest: absolute
      .slice(root.length)
      .split(sep)
      .filter((name) => name !== ''),
  };
}

/** Quotes a path for a POSIX shell if it needs that. */
export function shellWord(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
