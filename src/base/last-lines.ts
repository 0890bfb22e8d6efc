import { type FileHandle, open } from 'node:fs/promises';

const blockBytes = 64 * 1024;
/** Most of one file that is looked at, in bytes. */
const lookBackBytes = 4 * 1024 * 1024;

/**
 * The last `count` lines of a log that is spread over several files, oldest line first. `files` are
 * given youngest first; those that are missing are passed over. A line that is not finished counts.
 * Reads from the ends, at most 4 MiB a file.
 */
export async function readLastLines(files: readonly string[], count: number): Promise<string[]> {
  let lines: string[] = [];
  for (const file of files) {
    if (lines.length >= count) break;
    lines = [...(await lastLinesOf(file, count - lines.length)), ...lines];
  }
  return lines;
}

async function lastLinesOf(file: string, count: number): Promise<string[]> {
  const handle = await openIfThere(file);
  if (handle === undefined) return [];
  try {
    const text = (await readTail(handle, count)).toString('utf8');
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    return lines.slice(-count);
  } finally {
    await handle.close();
  }
}

/** The end of the file, from the start of a line on, that holds `count` lines if it has them. */
async function readTail(handle: FileHandle, count: number): Promise<Buffer> {
  let start = (await handle.stat()).size;
  const blocks: Buffer[] = [];
  let newlines = 0;
  const floor = Math.max(0, start - lookBackBytes);
  while (start > floor && newlines <= count) {
    const length = Math.min(blockBytes, start - floor);
    start -= length;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
    const block = buffer.subarray(0, bytesRead);
    newlines += countNewlines(block);
    blocks.unshift(block);
  }
  const tail = Buffer.concat(blocks);
  return start === 0 ? tail : tail.subarray(tail.indexOf(0x0a) + 1);
}

function countNewlines(block: Buffer): number {
  let count = 0;
  for (let at = block.indexOf(0x0a); at >= 0; at = block.indexOf(0x0a, at + 1)) count++;
  return count;
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
