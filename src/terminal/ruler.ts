import { createInterface, type Interface } from 'node:readline';
import { PassThrough, Writable } from 'node:stream';

/** A terminal of a certain width that shows nothing. */
export class BlankTerminal extends Writable {
  /** Width that readline goes by. */
  columns: number;

  constructor(columns: number) {
    super();
    this.columns = columns;
  }

  override _write(_chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    done();
  }
}

/** Where a cursor stands: rows below the row where the text began, and characters from the left. */
export interface CursorPosition {
  readonly rows: number;
  readonly cols: number;
}

/**
 * Measures text as Node does: wide characters, combining marks and emoji, wrapped at the width of a
 * terminal. The measure is in Node's readline and nowhere else in its interface.
 */
export class Ruler {
  readonly #editor: Interface;

  constructor(terminal: BlankTerminal) {
    this.#editor = createInterface({ input: new PassThrough(), output: terminal, terminal: true });
  }

  /** Where the cursor stands after `text`, written from the left edge; styles have no width. */
  measure(text: string): CursorPosition {
    this.#editor.setPrompt(text);
    return this.#editor.getCursorPos();
  }

  close(): void {
    this.#editor.close();
  }
}
