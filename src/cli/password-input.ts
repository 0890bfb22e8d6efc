import { createReadStream } from 'node:fs';
import { LineReader } from '../base/line-reader.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/** Longest first line taken for a password, in bytes. */
const maxPasswordBytes = 4_096;

/**
 * Reads a password: the first line of a file, or of standard input for `-`, whose other lines stay to
 * be read. Rejects with InputError when there is none.
 */
export async function readPassword(file: string, standardInput: LineReader): Promise<string> {
  const lines = file === '-' ? standardInput : linesOf(file);
  try {
    const line = await lines.next();
    if (line) return line;
  } finally {
    if (lines !== standardInput) lines.close();
  }
  const source = file === '-' ? 'standard input' : file;
  throw new CommandError(
    exitCodes.data,
    `Cannot log in: the first line of ${source} must be the password, and it is empty.`,
  );
}

function linesOf(file: string): LineReader {
  return new LineReader(createReadStream(file), {
    source: `the password from ${file}`,
    maxBytes: maxPasswordBytes,
    tooLong: () =>
      new CommandError(
        exitCodes.data,
        `Cannot log in: the first line of ${file} has more than ${maxPasswordBytes.toLocaleString('en')} bytes, and is no password.`,
      ),
  });
}
