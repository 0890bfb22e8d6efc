import { processEnvironment } from './process-environment.ts';

/** Work that is done sooner is not worth a word. */
const quietMs = 2_000;
/** How often the terminal is told at the most. */
const pauseMs = 250;

/** The surroundings of a progress, for tests. */
interface ProgressParts {
  readonly output: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;
  /** Milliseconds since any moment. */
  now(): number;
}

function usual(): ProgressParts {
  return { output: processEnvironment().errors, now: () => performance.now() };
}

/** Tells a person on their terminal, in one line of standard error, how far a command is, once it takes longer. */
export class Progress {
  readonly #words: (count: number) => string;
  readonly #parts: ProgressParts;
  #toldAt: number;
  #isOnLine = false;

  /** @param words how far it is, for instance `12,000 messages` */
  constructor(words: (count: number) => string, parts = usual()) {
    this.#words = words;
    this.#parts = parts;
    this.#toldAt = parts.now() + quietMs - pauseMs;
  }

  /** So much is done. */
  tell(count: number): void {
    const { output, now } = this.#parts;
    const at = now();
    if (!output.isTTY || at - this.#toldAt < pauseMs) return;
    this.#toldAt = at;
    output.write(`\r${this.#words(count)}`);
    this.#isOnLine = true;
  }

  /** Ends the line that it was told in. */
  end(): void {
    if (this.#isOnLine) this.#parts.output.write('\n');
    this.#isOnLine = false;
  }
}
