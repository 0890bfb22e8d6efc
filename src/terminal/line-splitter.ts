import { StringDecoder } from 'node:string_decoder';

/** Who takes the lines of a {@link LineSplitter}. */
export interface LineHandlers {
  /** One line without its line end (LF or CR LF). */
  line(text: string): void;
  /** The input is over and every line of it was given; once. */
  end(): void;
}

/** Longest line, in UTF-16 code units; the rest of a longer one is skipped, up to its end. */
export const maxLineLength = 1024 * 1024;

/**
 * Cuts a stream of UTF-8 bytes into lines. Unlike `node:readline` it gives no line after `pause`, not
 * even of a chunk already read, and what it keeps has a bound. A last line without an end counts.
 */
export class LineSplitter {
  readonly #input: NodeJS.ReadableStream;
  readonly #handlers: LineHandlers;
  readonly #decoder = new StringDecoder('utf8');
  /** Read and not yet given: whole lines after a `pause`, then the line begun. */
  #rest = '';
  #inputEnded = false;
  /** A handler may pause and resume while it is given a line. */
  #isGiving = false;
  #state: 'new' | 'flowing' | 'paused' | 'stopped' = 'new';

  constructor(input: NodeJS.ReadableStream, handlers: LineHandlers) {
    this.#input = input;
    this.#handlers = handlers;
  }

  /** Begins to read; does nothing if it has begun. */
  start(): void {
    if (this.#state !== 'new') return;
    this.#state = 'flowing';
    this.#input.on('data', this.#data).on('end', this.#end).on('error', this.#end);
    this.#input.resume();
  }

  pause(): void {
    if (this.#state !== 'flowing') return;
    this.#state = 'paused';
    this.#input.pause();
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'flowing';
    this.#give();
    if (this.#isFlowing() && !this.#inputEnded) this.#input.resume();
  }

  /** Gives nothing more and lets go of the input. */
  stop(): void {
    if (this.#state !== 'new' && this.#state !== 'stopped') this.#input.pause();
    this.#state = 'stopped';
    this.#input.off('data', this.#data).off('end', this.#end).off('error', this.#end);
  }

  readonly #data = (chunk: Buffer | string): void => {
    this.#add(typeof chunk === 'string' ? chunk : this.#decoder.write(chunk));
    this.#give();
  };

  readonly #end = (): void => {
    this.#add(this.#decoder.end());
    this.#inputEnded = true;
    this.#give();
  };

  /** Adds what was read, but no more of a line without an end than its bound. */
  #add(text: string): void {
    const begun = this.#rest.length - (this.#rest.lastIndexOf('\n') + 1);
    const firstEnd = text.indexOf('\n');
    const untilEnd = firstEnd < 0 ? text.length : firstEnd;
    const room = Math.max(0, maxLineLength + 1 - begun);
    this.#rest += text.slice(0, Math.min(untilEnd, room)) + text.slice(untilEnd);
  }

  #give(): void {
    if (this.#isGiving) return;
    this.#isGiving = true;
    this.#giveLines();
    this.#isGiving = false;
    if (this.#inputEnded && this.#isFlowing()) this.#finish();
  }

  #giveLines(): void {
    let from = 0;
    while (this.#isFlowing()) {
      const end = this.#rest.indexOf('\n', from);
      if (end < 0) break;
      const line = this.#rest.slice(from, end);
      from = end + 1;
      this.#handlers.line(withoutReturn(line));
    }
    this.#rest = this.#rest.slice(from);
  }

  #finish(): void {
    const last = this.#rest;
    this.#rest = '';
    if (last !== '') this.#handlers.line(withoutReturn(last));
    if (!this.#isFlowing()) return;
    this.#state = 'stopped';
    this.#handlers.end();
  }

  #isFlowing(): boolean {
    return this.#state === 'flowing';
  }
}

function withoutReturn(line: string): string {
  const end = line.endsWith('\r') ? line.length - 1 : line.length;
  return line.slice(0, Math.min(end, maxLineLength));
}
