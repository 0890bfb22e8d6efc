import { EventEmitter } from 'node:events';
import type { LineReader } from '../base/line-reader.ts';
import type { Offer, Screen, ScreenEvents } from '../talk/screen.ts';

/** The streams of a {@link PlainScreen}. */
export interface PlainScreenOptions {
  readonly input: LineReader;
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
  complete = (): Offer => [[], ''];
  quote = (text: string): string => text;
  readonly #options: PlainScreenOptions;
  #isReading = false;
  /** Resolves at once, or after a `pause` with the next `resume`. */
  #ready = Promise.withResolvers<void>();
  #printed: string[] = [];
  /** Whether the last text was written, when it is known. */
  #written: Promise<boolean> = Promise.resolve(true);
  #scheduled: NodeJS.Immediate | undefined;
  #ended = false;

  constructor(options: PlainScreenOptions) {
    super();
    this.#options = options;
    this.#ready.resolve();
    options.output.on('error', (error) => this.#end(error));
    options.errorOutput.on('error', () => {});
  }

  print(text: string): void {
    this.#printed.push(text, '\n');
    this.#scheduled ??= setImmediate(() => this.flush());
  }

  note(text: string): void {
    void this.flush();
    this.#options.errorOutput.write(`${text}\n`);
  }

  call(): void {}

  flush(): Promise<boolean> {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    const text = this.#printed.join('');
    this.#printed = [];
    // To write nothing fails as well where the disk is full.
    if (text === '') return this.#written;
    this.#written = new Promise((resolve) => {
      this.#options.output.write(text, (error) => resolve(!error));
    });
    return this.#written;
  }

  prompt(): void {
    if (this.#isReading || this.#ended) return;
    this.#isReading = true;
    void this.#read();
  }

  /** Nothing has to be moved aside where nothing is drawn. */
  aside<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  pause(): void {
    this.#ready = Promise.withResolvers();
  }

  resume(): void {
    this.#ready.resolve();
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#options.input.close();
    await this.flush();
  }

  async #read(): Promise<void> {
    for (;;) {
      let line: string | undefined;
      try {
        line = await this.#options.input.next();
      } catch (error) {
        this.#end(error);
        return;
      }
      await this.#ready.promise;
      if (this.#ended) return;
      if (line === undefined) break;
      this.emit('line', line);
    }
    this.#end();
  }

  #end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.input.close();
    this.emit('end', error);
  }
}
