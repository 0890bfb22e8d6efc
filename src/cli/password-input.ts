import { readFileSync } from 'node:fs';
import process from 'node:process';
import { systemReason } from '../base/private-files.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/** Longest first line taken for a password, in bytes. */
const maxPasswordBytes = 4_096;

/**
 * Reads a password: the first line of a file, or of standard input for `-`, whose other lines stay to
 * be read. Throws CommandError when there is none.
 */
export async function readPassword(file: string): Promise<string> {
  const text = file === '-' ? await firstLineOfInput(process.stdin) : readFile(file);
  const [line = ''] = text.split(/\r?\n/, 1);
  if (line !== '') return line;
  const source = file === '-' ? 'standard input' : file;
  throw new CommandError(
    exitCodes.data,
    `Cannot log in: the first line of ${source} must be the password, and it is empty.`,
  );
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(
      exitCodes.noInput,
      `Cannot read the password from ${file}: ${systemReason(error)}.`,
    );
  }
}

/** Takes bytes up to the first line end, and puts back what follows. */
async function firstLineOfInput(input: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length <= maxPasswordBytes) {
    const chunk = await nextChunk(input);
    if (chunk === undefined) break;
    const end = chunk.indexOf('\n');
    chunks.push(end < 0 ? chunk : chunk.subarray(0, end));
    if (end >= 0) {
      input.unshift(chunk.subarray(end + 1));
      break;
    }
    length += chunk.length;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function nextChunk(input: NodeJS.ReadStream): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const look = () => {
      const chunk: Buffer | null = input.read();
      if (chunk === null && !input.readableEnded) return;
      input.off('readable', look).off('end', look);
      resolve(chunk ?? undefined);
    };
    input.on('readable', look).on('end', look);
    look();
  });
}
