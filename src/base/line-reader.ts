import { ReadError } from './errors.ts';
import { systemReason } from './private-files.ts';
import { decodeUtf8, withoutMark } from './utf8.ts';

/** Bytes of a text as they come in, such as a stream. */
export interface TextInput extends AsyncIterable<Uint8Array> {
  destroy?(): void;
}

/** The source of a {@link LineReader}, and how long a line may be. */
export interface LineReaderOptions {
  /** Names the input in errors: `standard input`. */
  readonly source: string;
  /** Longest line, in bytes; no more of a line is kept. */
  readonly maxBytes: number;
  /** Makes the error for a longer line of this number, from 1; without it the rest of the line is skipped. */
  readonly tooLong?: (number: number) => Error;
}

/**
 * Cuts a stream of UTF-8 bytes into lines. A line ends with LF or CR LF and with nothing else; the last
 * may have no end. A byte order mark at the start is dropped. A line is given as soon as it is whole, and
 * no more is read before the next is asked for.
 */
export class LineReader {
  readonly #input: TextInput;
  readonly #options: LineReaderOptions;
  readonly #lines: AsyncGenerator<string, undefined>;
  /** The line begun, as far as it is kept. */
  #begun: Uint8Array[] = [];
  #length = 0;
  #number = 1;
  #closed = false;

  constructor(input: TextInput, options: LineReaderOptions) {
    this.#input = input;
    this.#options = options;
    this.#lines = this.#read();
  }

  /**
   * The next line; undefined behind the last. Calls wait for each other. Rejects with EncodingError, with
   * ReadError, or with the error for a line that is too long.
   */
  async next(): Promise<string | undefined> {
    return (await this.#lines.next()).value;
  }

  [Symbol.asyncIterator](): AsyncGenerator<string, undefined> {
    return this.#lines;
  }

  /** All lines that are left as one text; without the end of the last, and no longer than a line may be. */
  async text(): Promise<string> {
    const { maxBytes, tooLong } = this.#options;
    const lines: string[] = [];
    let bytes = -1;
    for await (const line of this) {
      bytes += Buffer.byteLength(line) + 1;
      if (bytes > maxBytes && tooLong !== undefined) throw tooLong(this.#number);
      lines.push(line);
    }
    return lines.join('\n');
  }

  /** Lets go of the input; a caller that waits for a line is told that there is none. */
  close(): void {
    this.#closed = true;
    this.#input.destroy?.();
  }

  async *#read(): AsyncGenerator<string, undefined> {
    try {
      for await (const chunk of this.#input) {
        let from = 0;
        for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
          this.#keep(chunk.subarray(from, end));
          from = end + 1;
          yield this.#take(true);
        }
        this.#keep(chunk.subarray(from));
      }
      if (this.#length > 0) yield this.#take(false);
    } catch (error) {
      if (!this.#closed) throw this.#reasonOf(error);
    }
  }

  #keep(bytes: Uint8Array): void {
    const { maxBytes, tooLong } = this.#options;
    // A carriage return at the end does not count.
    const room = maxBytes + 1 - this.#length;
    if (bytes.length > room && tooLong !== undefined) throw tooLong(this.#number);
    const kept = bytes.subarray(0, room);
    if (kept.length > 0) this.#begun.push(kept);
    this.#length += kept.length;
  }

  #take(hasEnd: boolean): string {
    const bytes = Buffer.concat(this.#begun);
    const { maxBytes, source } = this.#options;
    const isReturn = hasEnd && bytes.at(-1) === carriageReturn;
    const length = isReturn ? bytes.length - 1 : bytes.length;
    const line = decodeUtf8(
      bytes.subarray(0, length > maxBytes ? startOfCharacter(bytes, maxBytes) : length),
      `line ${this.#number} of ${source}`,
    );
    this.#begun = [];
    this.#length = 0;
    this.#number += 1;
    return this.#number === 2 ? withoutMark(line) : line;
  }

  #reasonOf(error: unknown): unknown {
    const { syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) return error;
    const sentence = `Cannot read ${this.#options.source}: ${systemReason(error)}.`;
    return new ReadError(sentence, { cause: error });
  }
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Where the character begins that stands at a place. */
function startOfCharacter(bytes: Uint8Array, place: number): number {
  let at = place;
  while (at > 0 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
}
