import { EventEmitter } from 'node:events';
import { createInterface, type Interface, type Key } from 'node:readline';
import { BlankTerminal } from './blank-terminal.ts';
import { endLinesByEnterAlone } from './enter-alone.ts';
import { stopWithProcessGroup } from './job-control.ts';
import { Ruler } from './ruler.ts';
import type { Screen, ScreenEvents } from './screen.ts';
import { TypedLine } from './typed-line.ts';

/** A terminal to write to, or anything that looks like one. */
export interface TerminalOutput extends NodeJS.WritableStream {
  readonly columns?: number;
  /** Asks the terminal itself. */
  getWindowSize?(): [columns: number, rows: number];
}

/** The terminal of a {@link LineScreen}. */
export interface LineScreenOptions {
  /** A terminal to read keys from; it is in raw mode while lines are taken. */
  readonly input: NodeJS.ReadableStream;
  readonly output: TerminalOutput;
}

/** Lines that arrow up brings back; nothing is written to disk. */
const historySize = 1_000;

/** Text kept while a question is open, in UTF-16 code units; what is more is printed into the question. */
const maxHeld = 1024 * 1024;

type State =
  /** No line was asked for yet. */
  | { readonly type: 'idle' }
  | { readonly type: 'editing'; readonly editor: Interface }
  /** A question has the terminal; the next editor goes on with what was typed, if lines are asked for. */
  | { readonly type: 'aside'; readonly typed: string | undefined }
  | { readonly type: 'over' };

/**
 * A screen on a terminal: what is printed appears above the line being typed, which is edited with
 * the keys of `node:readline` and stays whole whatever arrives.
 *
 * readline only edits: it writes to a blank terminal. The screen is drawn here, once in a
 * turn of the event loop and in one write, however much was typed, pasted or printed in it.
 */
export class LineScreen extends EventEmitter<ScreenEvents> implements Screen {
  readonly interactive = true;
  complete = (_line: string): [string[], string] => [[], ''];
  readonly #options: LineScreenOptions;
  readonly #blank = new BlankTerminal();
  readonly #ruler: Ruler;
  readonly #typed: TypedLine;
  #state: State = { type: 'idle' };
  #prompt = '';
  #history: string[] = [];
  #printed: string[] = [];
  #printedLength = 0;
  #scheduled: NodeJS.Immediate | undefined;
  #asides: Promise<unknown> = Promise.resolve();

  constructor(options: LineScreenOptions) {
    super();
    this.#options = options;
    this.#ruler = new Ruler(options.output.columns || 80);
    this.#typed = new TypedLine(this.#ruler);
    options.output.on('resize', this.#resized);
    options.output.on('error', (error) => this.#end(error));
  }

  print(text: string): void {
    // A terminal in raw mode may take a line feed for "down" and no more.
    this.#printed.push(text.replaceAll('\n', '\r\n'), '\r\n');
    this.#printedLength += text.length;
    this.#schedule();
  }

  note(text: string): void {
    this.print(text);
  }

  flush(): Promise<boolean> {
    return this.#draw();
  }

  prompt(text: string): void {
    this.#prompt = text;
    if (this.#state.type === 'idle') this.#openEditor('');
    if (this.#state.type === 'aside')
      this.#state = { type: 'aside', typed: this.#state.typed ?? '' };
    this.#schedule();
  }

  aside<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#asides.then(() => this.#stepAside(work));
    this.#asides = result.catch(() => {});
    return result;
  }

  pause(): void {}

  resume(): void {}

  async close(): Promise<void> {
    this.#closeEditor();
    this.#state = { type: 'over' };
    this.#options.output.off('resize', this.#resized);
    await this.#draw();
  }

  async #stepAside<T>(work: () => Promise<T>): Promise<T> {
    const typed = this.#closeEditor();
    const drawn = this.#draw();
    if (this.#state.type === 'idle') this.#state = { type: 'aside', typed };
    await drawn;
    try {
      return await work();
    } finally {
      this.#stepBack();
    }
  }

  #stepBack(): void {
    if (this.#state.type === 'aside') {
      const { typed } = this.#state;
      this.#state = { type: 'idle' };
      if (typed !== undefined) this.#openEditor(typed);
    }
    this.#schedule();
  }

  #openEditor(typed: string): void {
    endLinesByEnterAlone();
    const { input } = this.#options;
    stopWithProcessGroup();
    const editor = createInterface({
      input,
      output: this.#blank,
      terminal: true,
      history: this.#history,
      historySize,
      removeHistoryDuplicates: true,
      completer: (line: string) => this.#offer(this.complete(line)),
    });
    this.#state = { type: 'editing', editor };
    editor.on('history', (history) => {
      this.#history = history;
    });
    editor.on('line', (line) => this.emit('line', line));
    editor.on('SIGINT', () => this.emit('interrupt'));
    editor.on('SIGCONT', () => this.#continued(editor));
    editor.on('close', this.#gone);
    editor.on('error', this.#gone);
    input.on('keypress', this.#keyPressed);
    editor.write(typed);
  }

  /** Takes no more keys and restores the terminal; gives back what was typed, if lines were taken. */
  #closeEditor(): string | undefined {
    if (this.#state.type !== 'editing') return undefined;
    const { editor } = this.#state;
    this.#state = { type: 'idle' };
    this.#options.input.off('keypress', this.#keyPressed);
    editor.off('close', this.#gone);
    editor.close();
    return editor.line;
  }

  /** The editor closed itself at Ctrl-D, or the terminal is gone. */
  readonly #gone = (): void => this.#end();

  #end(error?: unknown): void {
    if (this.#state.type === 'over') return;
    this.#closeEditor();
    this.#state = { type: 'over' };
    this.#schedule();
    this.emit('end', error);
  }

  /** Comes after readline has dealt with the key. */
  readonly #keyPressed = (_text: string | undefined, key: Key): void => {
    if (key.ctrl === true && key.name === 'l') this.#clearScreen();
    this.#schedule();
  };

  #clearScreen(): void {
    this.#typed.forget();
    this.#options.output.write('\x1b[H\x1b[2J');
  }

  /** After Ctrl-Z and `fg`: readline has paused itself, and the shell has written over the prompt. */
  #continued(editor: Interface): void {
    editor.resume();
    this.#typed.forget();
    this.#schedule();
  }

  readonly #resized = (): void => this.#schedule();

  /** readline completes what is common to all candidates; what they are is for us to show. */
  #offer([candidates, replaced]: [string[], string]): [string[], string] {
    if (candidates.length > 1) this.print(candidates.map((word) => word.trim()).join('  '));
    return [candidates, replaced];
  }

  #schedule(): void {
    this.#scheduled ??= setImmediate(() => this.#draw());
  }

  /** Brings the screen up to date in one write; tells whether the terminal has taken it. */
  #draw(): Promise<boolean> {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    const text = this.#fitWidth() + this.#takePrinted() + this.#showTyped();
    return new Promise((resolve) => this.#options.output.write(text, (error) => resolve(!error)));
  }

  /**
   * Asks for the width before each write: the terminal has wrapped anew by the time its signal that
   * says so arrives here, and erasing by the old width would take rows of the conversation along.
   */
  #fitWidth(): string {
    const { output } = this.#options;
    const columns = output.getWindowSize?.()[0] || output.columns || this.#ruler.columns;
    if (columns === this.#ruler.columns) return '';
    this.#ruler.columns = columns;
    return this.#typed.erase();
  }

  #takePrinted(): string {
    const isHeld = this.#state.type === 'aside' && this.#printedLength < maxHeld;
    const mayErase = this.#printed.length > 0 || this.#state.type !== 'editing';
    if (isHeld || !mayErase) return '';
    const text = this.#typed.erase() + this.#printed.join('');
    this.#printed = [];
    this.#printedLength = 0;
    return text;
  }

  #showTyped(): string {
    if (this.#state.type !== 'editing') return '';
    const { editor } = this.#state;
    return this.#typed.show(this.#prompt, editor.line, editor.cursor);
  }
}
