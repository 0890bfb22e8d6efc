import { statSync } from 'node:fs';

/** What files take together, in bytes; one that is missing takes nothing. */
export function bytesOfFiles(paths: readonly string[]): number {
  return paths.reduce(
    (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
