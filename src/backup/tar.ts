/*
 * Tar archives of plain files, as POSIX writes them (ustar: IEEE Std 1003.1, pax, "ustar Interchange Format"), with
 * GNU's binary numbers for files from 8 GiB on. Only what stands here is written, and nothing else is read: no links,
 * folders, owners or devices.
 */

/** Everything in an archive comes in blocks of so many bytes. */
export const blockBytes = 512;

/** The end of an archive: two blocks of zeros. */
export const endBytes = 2 * blockBytes;

/** A file of an archive. */
export interface TarEntry {
  /** ASCII, at most 100 characters, without a folder. */
  readonly name: string;
  readonly bytes: number;
  /** When it was changed last, in seconds since 1970 UTC. */
  readonly at: number;
}

/** Where fields of a header begin, and how many bytes they have. */
const fields = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  at: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  magic: [257, 8],
} as const;

type Field = keyof typeof fields;

/** The header of a file that only its owner may read and write. */
export function tarHeader({ name, bytes, at }: TarEntry): Buffer {
  const header = Buffer.alloc(blockBytes);
  const put = (field: Field, text: string) => header.write(text, fields[field][0], 'latin1');
  put('name', name);
  put('mode', '0000600\0');
  put('uid', '0000000\0');
  put('gid', '0000000\0');
  putNumber(header, 'size', bytes);
  putNumber(header, 'at', at);
  put('checksum', ' '.repeat(8));
  put('type', '0');
  put('magic', 'ustar\x0000');
  const sum = header.reduce((total, byte) => total + byte, 0);
  put('checksum', `${sum.toString(8).padStart(6, '0')}\0 `);
  return header;
}

/** Reads a header; undefined if it is none that `tarHeader` writes, bit by bit. */
export function readTarHeader(header: Buffer): TarEntry | undefined {
  const [begin, length] = fields.name;
  const [name = ''] = header.toString('latin1', begin, begin + length).split('\0', 1);
  const entry = { name, bytes: readNumber(header, 'size'), at: readNumber(header, 'at') };
  const isUsable = /^[\w.-]+$/.test(name) && [entry.bytes, entry.at].every(Number.isSafeInteger);
  return isUsable && tarHeader(entry).equals(header) ? entry : undefined;
}

/** Zeros that stand behind a file of so many bytes. */
export function paddingAfter(bytes: number): Buffer {
  return Buffer.alloc((blockBytes - (bytes % blockBytes)) % blockBytes);
}

/** Octal digits as far as they reach; beyond that a binary number, marked by its first bit. */
function putNumber(header: Buffer, field: 'size' | 'at', value: number): void {
  const [begin, length] = fields[field];
  const digits = value.toString(8);
  if (digits.length < length) {
    header.write(`${digits.padStart(length - 1, '0')}\0`, begin, 'latin1');
  } else {
    header.writeBigUInt64BE(BigInt(value), begin + length - 8);
    header[begin] = 0x80;
  }
}

function readNumber(header: Buffer, field: 'size' | 'at'): number {
  const [begin, length] = fields[field];
  if (header[begin] === 0x80) return Number(header.readBigUInt64BE(begin + length - 8));
  return Number.parseInt(header.toString('latin1', begin, begin + length), 8);
}
