import { StringDecoder } from 'node:string_decoder';
import { systemReason } from '../base/private-files.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/** Bytes of a text as they come in. */
export type Input = AsyncIterable<Uint8Array>;

/** A text that was read, or began to be: `more` bytes than were asked for follow. */
export interface ReadText {
  readonly text: string;
  readonly more: boolean;
}

/**
 * Reads all of a text, but not much more than `maxBytes` of it; one line end at its end is dropped.
 * What is not UTF-8 becomes U+FFFD. Throws CommandError.
 */
export async function readText(input: Input, maxBytes: number): Promise<ReadText> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of readable(input)) {
    chunks.push(chunk);
    bytes += chunk.length;
    // A line end more does not count.
    if (bytes > maxBytes + 2) return { text: '', more: true };
  }
  return {
    text: Buffer.concat(chunks)
      .toString('utf8')
      .replace(/\r?\n$/, ''),
    more: false,
  };
}

/**
 * Reads line by line, without their ends (LF or CR LF); the last may have none. A line is given as soon
 * as it is whole. Throws CommandError for a line longer than `maxLength` (in UTF-16 code units).
 */
export async function* readLines(input: Input, maxLength: number): AsyncGenerator<string, void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let number = 1;
  for await (const chunk of readable(input)) {
    const lines = (rest + decoder.write(Buffer.from(chunk))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      number += 1;
      yield line.endsWith('\r') ? line.slice(0, -1) : line;
    }
    if (rest.length > maxLength) throw tooLong(number, maxLength);
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}

function tooLong(number: number, maxLength: number): CommandError {
  return new CommandError(
    exitCodes.data,
    `Line ${number} of standard input has more than ${maxLength.toLocaleString('en')} characters, and fits into no message.`,
  );
}

/** Tells what the system says in words; an error that ends the reading from this side passes. */
async function* readable(input: Input): Input {
  try {
    yield* input;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    const sentence = `Cannot read standard input: ${systemReason(error)}.`;
    throw new CommandError(exitCodes.noInput, sentence);
  }
}
