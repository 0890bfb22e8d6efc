/** The bounds of the files that a line takes. */
export interface FileLimits {
  /** Longest file, in bytes. */
  readonly fileBytes: number;
  /** Bytes of all files together; see `countedBytes`. */
  readonly lineBytes: number;
  /** Bytes of the files that one account has sent. */
  readonly accountBytes: number;
  /** How long a file is kept after it was posted, in milliseconds. */
  readonly keepMs: number;
}

/** The bounds that a line has which takes files, unless told otherwise. */
export const defaultFileLimits: FileLimits = {
  fileBytes: 25_000_000,
  lineBytes: 2_000_000_000,
  accountBytes: 500_000_000,
  keepMs: 90 * 24 * 60 * 60 * 1_000,
};

/** A small file counts as one of so many bytes, so that nobody fills a disk with names. */
export const leastCountedBytes = 64 * 1_024;

/** The bytes that a file counts as among those that may be kept. */
export function countedBytes(bytes: number): number {
  return Math.max(bytes, leastCountedBytes);
}
