import { statfsSync } from 'node:fs';

/** The bytes that a process which is not privileged may still write to the disk of a folder. */
export function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
