/** Bytes of a list, as JSON, in one answer. */
export const listBytes = 60 * 1024;

/** The last items of a list that fit into one answer together, and how many are left out before them. */
export function lastThatFit<Item>(items: readonly Item[]): {
  readonly fitting: Item[];
  readonly more: number;
} {
  let bytes = 0;
  const tooLong = items.findLastIndex((item) => {
    bytes += bytesOf(item);
    return bytes > listBytes;
  });
  return { fitting: items.slice(tooLong + 1), more: tooLong + 1 };
}

/** The first items of a list that fit into one answer together, and how many are left out after them. */
export function firstThatFit<Item>(items: readonly Item[]): {
  readonly fitting: Item[];
  readonly more: number;
} {
  let bytes = 0;
  const tooLong = items.findIndex((item) => {
    bytes += bytesOf(item);
    return bytes > listBytes;
  });
  const count = tooLong < 0 ? items.length : tooLong;
  return { fitting: items.slice(0, count), more: items.length - count };
}

function bytesOf(item: unknown): number {
  return Buffer.byteLength(JSON.stringify(item)) + 1;
}
