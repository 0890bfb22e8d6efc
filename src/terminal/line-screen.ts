import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Keyboard, type KeyInput, type KeyReader } from './keyboard.ts';
import { enteredText, LineEditor } from './line-editor.ts';
import { Ruler } from './ruler.ts';
import type { Screen, ScreenEvents } from './screen.ts';
import { TypedLine } from './typed-line.ts';

/** A terminal to write to, or anything that looks like one. */
export interface TerminalOutput extends NodeJS.WritableStream {
  readonly columns?: number;
  /** Bytes that the terminal has not taken yet. */
  readonly writableLength?: number;
  /** Asks the terminal itself. */
  getWindowSize?(): [columns: number, rows: number];
}

/** The terminal of a {@link LineScreen}. */
export interface LineScreenOptions {
  /** A terminal to read keys from; nothing is echoed while lines are taken. */
  readonly input: KeyInput;
  readonly output: TerminalOutput;
  /**
   * It asks a question: one line is taken, unless it is given back by `edit`; Ctrl-C leaves it whatever is
   * typed; and what is typed behind the answer is kept for the next screen, unseen.
   */
  readonly asks?: 'openly' | 'hidden';
}

/** Lines that arrow up brings back; nothing is written to disk. */
const historySize = 1_000;

/**
 * Text kept while a question is open or the terminal takes none, in UTF-16 code units. More than that is printed
 * into the question; of a terminal that takes none, the oldest lines are dropped.
 */
const maxHeld = 1024 * 1024;

/** How long the last words may take, in milliseconds: a terminal that is frozen holds nothing up. */
const lastWordsMs = 1_000;

/* Bracketed paste mode (xterm): the terminal says where a pasted text begins and ends. */
const markPastes = '\x1b[?2004h';
const markNoPastes = '\x1b[?2004l';

/** Rings the bell (ECMA-48, BEL). */
const bellSign = '\x07';

/** Shows a text on the desktop (OSC 9 of iTerm2, which other terminals took over). */
function desktopSign(text: string): string {
  return `\x1b]9;${text}\x07`;
}

/** Home, and erase everything (ECMA-48, CUP and ED). */
const clearScreen = '\x1b[H\x1b[2J';

type State =
  /** No line was asked for yet. */
  | { readonly type: 'idle' }
  | { readonly type: 'editing'; readonly editor: LineEditor }
  /** A question has the terminal; the next editor goes on with what was typed, if lines are asked for. */
  | { readonly type: 'aside'; readonly typed: string | undefined }
  | { readonly type: 'over' };

/**
 * A screen on a terminal: what is printed appears above the line being typed, which is edited with
 * the keys of `node:readline` and stays whole whatever arrives.
 *
 * The screen is drawn once in a turn of the event loop and in one write, however much was typed, pasted or
 * printed in it, and not again before the terminal has taken that.
 */
export class LineScreen extends EventEmitter<ScreenEvents> implements Screen {
  readonly interactive = true;
  complete = (_line: string): [string[], string] => [[], ''];
  quote = (text: string): string => text;
  readonly #options: LineScreenOptions;
  readonly #keyboard: Keyboard;
  readonly #ruler: Ruler;
  readonly #typed: TypedLine;
  #state: State = { type: 'idle' };
  #prompt = '';
  /** The answer that is being looked at; the editor is empty. */
  #answer: string | undefined;
  #history: string[] = [];
  #printed: string[] = [];
  #printedLength = 0;
  /** Texts that the terminal was never given. */
  #dropped = 0;
  /** Control sequences that come first in the next write. */
  #control = '';
  /** Calls that come with the next write; of several, one. */
  #bell = '';
  #desktop = '';
  #scheduled: NodeJS.Immediate | undefined;
  /** The last write, until the terminal has taken it. */
  #written: Promise<boolean> = Promise.resolve(true);
  #delayed: Promise<boolean> | undefined;
  #asides: Promise<unknown> = Promise.resolve();

  constructor(options: LineScreenOptions) {
    super();
    this.#options = options;
    this.#keyboard = Keyboard.of(options.input);
    this.#ruler = new Ruler(options.output.columns || 80);
    this.#typed = new TypedLine(this.#ruler);
    options.output.on('resize', this.#resized);
    options.output.on('error', this.#failed);
  }

  print(text: string): void {
    // A terminal in raw mode may take a line feed for "down" and no more.
    const lines = `${text.replaceAll('\n', '\r\n')}\r\n`;
    this.#printed.push(lines);
    this.#printedLength += lines.length;
    if (this.#isFrozen && this.#printedLength > maxHeld) this.#dropOldest();
    this.#schedule();
  }

  note(text: string): void {
    this.print(text);
  }

  call({ bell, desktop }: { readonly bell: boolean; readonly desktop: string | undefined }): void {
    if (bell) this.#bell = bellSign;
    if (desktop !== undefined) this.#desktop = desktopSign(desktop);
    if (bell || desktop !== undefined) this.#schedule();
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

  /** Gives a refused answer back to be mended; what was typed behind it is dropped. */
  edit(text: string): void {
    this.#answer = undefined;
    if (this.#state.type !== 'editing') return;
    this.#state.editor.insert(text);
    this.#keyboard.forget();
    this.#keyboard.next(this.#reader);
    this.#schedule();
  }

  async close(): Promise<void> {
    this.#over();
    const { output } = this.#options;
    output.off('resize', this.#resized);
    await this.#lastWords();
    output.off('error', this.#failed);
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
    const { asks } = this.#options;
    const editor = new LineEditor({
      history: this.#history,
      historySize: asks === undefined ? historySize : 0,
      complete: (line) => this.#offer(this.complete(line)),
      quote: (text) => this.quote(text),
    });
    this.#state = { type: 'editing', editor };
    editor.on('history', (history) => {
      this.#history = history;
    });
    editor.on('line', (line) => this.#enter(line));
    editor.on('SIGINT', () => this.#interrupted(editor));
    editor.on('clear', () => this.#clearScreen());
    editor.on('pasted', (lines: number) => this.emit('pasted', lines));
    editor.on('close', this.#closed);
    editor.insert(typed);
    if (asks === undefined) this.#control += markPastes;
    this.#keyboard.take(this.#reader);
  }

  /** Takes no more keys; gives back what was typed, if lines were taken. */
  #closeEditor(): string | undefined {
    if (this.#state.type !== 'editing') return undefined;
    const { editor } = this.#state;
    this.#state = { type: 'idle' };
    this.#keyboard.leave(this.#reader);
    if (this.#options.asks === undefined) this.#control += markNoPastes;
    editor.off('close', this.#closed);
    const { text } = editor;
    editor.close();
    return text;
  }

  readonly #reader: KeyReader = {
    type: (keys) => {
      if (this.#state.type !== 'editing') return;
      const { editor } = this.#state;
      editor.press(keys);
      this.#schedule();
      if (this.#options.asks === undefined) this.emit('typed', editor.text);
      // An answer is looked at first. Any other line may open a question, which gets what follows.
      if (this.#answer === undefined) setImmediate(() => this.#keyboard.next(this.#reader));
    },
    isAnswered: () => this.#answer !== undefined,
    interrupt: () => this.emit('interrupt'),
    suspend: async () => {
      if (this.#options.asks === undefined) this.#control += markNoPastes;
      await this.#lastWords();
    },
    continue: () => {
      this.#typed.forget();
      if (this.#options.asks === undefined) this.#control += markPastes;
      this.#schedule();
    },
    end: (error) => this.#end(error),
  };

  #enter(line: string): void {
    const text = enteredText(line);
    if (this.#options.asks !== undefined) this.#answer = text;
    this.emit('line', text);
  }

  #interrupted(editor: LineEditor): void {
    if (this.#options.asks !== undefined || editor.text.trim() === '') {
      this.emit('interrupt');
      return;
    }
    editor.putAside();
    this.emit('cleared');
  }

  /** The editor closed itself at Ctrl-D. */
  readonly #closed = (): void => this.#end();

  readonly #failed = (error: Error): void => this.#end(error);

  #end(error?: unknown): void {
    if (this.#state.type === 'over') return;
    this.#over();
    this.#schedule();
    this.emit('end', error);
  }

  #over(): void {
    if (this.#state.type === 'over') return;
    this.#closeEditor();
    this.#state = { type: 'over' };
    if (this.#options.asks === undefined) this.#keyboard.release();
  }

  #clearScreen(): void {
    this.#typed.forget();
    this.#control += clearScreen;
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

  /** The terminal has not taken what was written last. */
  get #isFrozen(): boolean {
    return (this.#options.output.writableLength ?? 0) > 0;
  }

  #dropOldest(): void {
    let count = 0;
    for (const { length } of this.#printed) {
      if (this.#printedLength <= maxHeld / 2) break;
      this.#printedLength -= length;
      count += 1;
    }
    this.#printed.splice(0, count);
    this.#dropped += count;
  }

  /** Brings the screen up to date in one write; tells whether the terminal has taken it. */
  #draw(): Promise<boolean> {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    if (this.#isFrozen) {
      this.#delayed ??= this.#written.then(() => {
        this.#delayed = undefined;
        return this.#draw();
      });
      return this.#delayed;
    }
    const text = this.#takeControl() + this.#fitWidth() + this.#takePrinted() + this.#showTyped();
    this.#written = new Promise((resolve) =>
      this.#options.output.write(text, (error) => resolve(!error)),
    );
    return this.#written;
  }

  async #lastWords(): Promise<void> {
    await Promise.race([this.#draw(), delay(lastWordsMs, undefined, { ref: false })]);
  }

  #takeControl(): string {
    const control = this.#control + this.#bell + this.#desktop;
    this.#control = '';
    this.#bell = '';
    this.#desktop = '';
    return control;
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
    const text = this.#typed.erase() + droppedWords(this.#dropped) + this.#printed.join('');
    this.#printed = [];
    this.#printedLength = 0;
    this.#dropped = 0;
    return text;
  }

  #showTyped(): string {
    if (this.#state.type !== 'editing') return '';
    if (this.#options.asks === 'hidden') return this.#typed.show(this.#prompt, '', 0);
    const { editor } = this.#state;
    const answer = this.#answer;
    return answer === undefined
      ? this.#typed.show(this.#prompt, editor.text, editor.cursor)
      : this.#typed.show(this.#prompt, answer, answer.length);
  }
}

function droppedWords(count: number): string {
  if (count === 0) return '';
  const lines = count === 1 ? 'One line was' : `${count.toLocaleString('en')} lines were`;
  return `-- ${lines} not shown: the terminal took none for too long.\r\n`;
}
