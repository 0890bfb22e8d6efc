import { type BigIntStats, statSync } from 'node:fs';

/** The file or folder that a path leads to, whatever its name: device and inode. */
export interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
}

/** The file or folder at a path now, links followed; undefined if nothing does. Throws the system's error. */
export function identityAt(path: string): FileIdentity | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false });
}

/** Whether a path still leads to the same file or folder. */
export function isInPlace(path: string, identity: FileIdentity): boolean {
  const now: Pick<BigIntStats, 'dev' | 'ino'> | undefined = identityAt(path);
  return now?.ino === identity.ino && now.dev === identity.dev;
}
