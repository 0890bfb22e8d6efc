import { EventEmitter } from 'node:events';
import { LineSplitter } from './line-splitter.ts';
import type { Screen, ScreenEvents } from './screen.ts';

/** What a {@link PlainScreen} needs. */
export interface PlainScreenOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Where notes go. */
  readonly errorOutput: NodeJS.WritableStream;
}

/**
 * A screen for pipes, files and terminals that cannot move their cursor: lines in, lines out, no
 * prompt, nothing erased. Reading begins with the first `prompt`.
 */
export class PlainScreen extends EventEmitter<ScreenEvents> implements Screen {
  readonly interactive = false;
  readonly columns = Number.POSITIVE_INFINITY;
  readonly #options: PlainScreenOptions;
  readonly #lines: LineSplitter;
  #printed: string[] = [];
  #scheduled: NodeJS.Immediate | undefined;
  #ended = false;

  constructor(options: PlainScreenOptions) {
    super();
    this.#options = options;
    this.#lines = new LineSplitter(options.input, {
      line: (text) => this.emit('line', text),
      end: () => this.#end(),
    });
    options.output.on('error', () => this.#end());
    options.errorOutput.on('error', () => {});
  }

  print(text: string): void {
    this.#printed.push(text, '\n');
    this.#scheduled ??= setImmediate(() => this.#flush());
  }

  note(text: string): void {
    this.#flush();
    this.#options.errorOutput.write(`${text}\n`);
  }

  prompt(): void {
    if (!this.#ended) this.#lines.start();
  }

  /** Nothing has to be moved aside where nothing is drawn. */
  aside<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  pause(): void {
    this.#lines.pause();
  }

  resume(): void {
    this.#lines.resume();
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#lines.stop();
    await this.#flush();
  }

  /** Resolves when the output has taken everything, or is gone. */
  #flush(): Promise<void> {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    const text = this.#printed.join('');
    this.#printed = [];
    return new Promise((resolve) => this.#options.output.write(text, () => resolve()));
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#lines.stop();
    this.emit('end');
  }
}
