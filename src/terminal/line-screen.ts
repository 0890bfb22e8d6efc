import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { desktopText } from '../talk/calls.ts';
import { safeLine } from '../talk/safe-text.ts';
import type { Offer, Screen, ScreenEvents, Signs } from '../talk/screen.ts';
import { textOf } from '../texts/text-of.ts';
import { type BindingTable, lineModeBindings } from './input/bindings.ts';
import type { InputEvent } from './input/input-event.ts';
import { changed, emptyInput, type InputState } from './input/input-state.ts';
import type { KeyEvent } from './input/key-event.ts';
import { press } from './input/press.ts';
import { keyLines } from './key-lines.ts';
import { Keyboard, type KeyInput, type KeyReader } from './keyboard.ts';
import { editOutside } from './outside-editor.ts';
import { Ruler } from './ruler.ts';
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
  /** The actions of keys; those of line mode when left out. */
  readonly bindings?: BindingTable;
  /** The command of the editor that a key opens with the text, as a shell takes it; the key does nothing without. */
  readonly editor?: string | undefined;
}

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
  | { readonly type: 'editing' }
  /** A question has the terminal; typing goes on behind it, if lines are asked for. */
  | { readonly type: 'aside'; readonly isAsked: boolean }
  | { readonly type: 'over' };

/**
 * A screen on a terminal: what is printed appears above the line being typed, which is edited with
 * the keys of `input/` and stays whole whatever arrives.
 *
 * The screen is drawn once in a turn of the event loop and in one write, however much was typed, pasted or
 * printed in it, and not again before the terminal has taken that.
 */
export class LineScreen extends EventEmitter<ScreenEvents> implements Screen {
  readonly interactive = true;
  complete = (_before: string): Offer => [[], ''];
  quote = (text: string): string => text;
  readonly #bindings: BindingTable;
  readonly #options: LineScreenOptions;
  readonly #keyboard: Keyboard;
  readonly #ruler: Ruler;
  readonly #typed: TypedLine;
  #state: State = { type: 'idle' };
  #prompt = '';
  #input: InputState = emptyInput;
  /** Keys changed the line, and it was not told yet. */
  #isTyped = false;
  /** The answer that is being looked at; nothing is typed meanwhile. */
  #answer: string | undefined;
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
    this.#bindings = options.bindings ?? lineModeBindings;
    this.#keyboard = Keyboard.of(options.input);
    this.#ruler = new Ruler(options.output.columns || 80);
    this.#typed = new TypedLine(this.#ruler);
    options.output.on('resize', this.#resized);
    options.output.on('error', this.#failed);
  }

  keyLines(): readonly string[] {
    return keyLines(this.#bindings);
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

  call({ bell, desktop }: Signs): void {
    if (bell) this.#bell = bellSign;
    if (desktop !== undefined) this.#desktop = desktopSign(desktopText(desktop));
    if (bell || desktop !== undefined) this.#schedule();
  }

  flush(): Promise<boolean> {
    return this.#draw();
  }

  prompt(text: string): void {
    this.#prompt = text;
    if (this.#state.type === 'idle') this.#beginTyping();
    if (this.#state.type === 'aside') this.#state = { type: 'aside', isAsked: true };
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
    this.#input = changed(emptyInput, text, text.length);
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
    const isAsked = this.#endTyping();
    const drawn = this.#draw();
    if (this.#state.type === 'idle') this.#state = { type: 'aside', isAsked };
    await drawn;
    try {
      return await work();
    } finally {
      this.#stepBack();
    }
  }

  #stepBack(): void {
    if (this.#state.type === 'aside') {
      const { isAsked } = this.#state;
      this.#state = { type: 'idle' };
      if (isAsked) this.#beginTyping();
    }
    this.#schedule();
  }

  #beginTyping(): void {
    this.#state = { type: 'editing' };
    if (!this.#isQuestion) this.#control += markPastes;
    this.#keyboard.take(this.#reader);
  }

  /** Takes no more keys; tells whether some were taken. */
  #endTyping(): boolean {
    if (this.#state.type !== 'editing') return false;
    this.#state = { type: 'idle' };
    this.#keyboard.leave(this.#reader);
    if (!this.#isQuestion) this.#control += markNoPastes;
    return true;
  }

  get #isQuestion(): boolean {
    return this.#options.asks !== undefined;
  }

  readonly #reader: KeyReader = {
    press: (key) => this.#press(key),
    isAnswered: () => this.#answer !== undefined,
    interrupt: () => this.emit('interrupt'),
    suspend: async () => {
      if (!this.#isQuestion) this.#control += markNoPastes;
      await this.#lastWords();
    },
    continue: () => {
      this.#typed.forget();
      if (!this.#isQuestion) this.#control += markPastes;
      this.#schedule();
    },
    end: (error) => this.#end(error),
  };

  /** Tells whether a line was entered: an answer is looked at first, and any other may open a question. */
  #press(key: KeyEvent): boolean {
    const { state, event } = press(this.#input, key, {
      bindings: this.#bindings,
      complete: this.complete,
      quote: this.quote,
      isQuestion: this.#isQuestion,
    });
    this.#input = state;
    this.#isTyped = true;
    this.#schedule();
    if (event !== undefined) this.#tell(event);
    if (event?.type !== 'entered') return false;
    if (!this.#isQuestion) setImmediate(() => this.#keyboard.next(this.#reader));
    return true;
  }

  #tell(event: InputEvent): void {
    switch (event.type) {
      case 'entered':
        if (this.#isQuestion) this.#answer = event.text;
        this.emit('line', event.text);
        return;
      case 'interrupted':
        this.emit('interrupt');
        return;
      case 'ended':
        this.#end();
        return;
      case 'candidates':
        this.print(event.candidates.map((word) => word.trim()).join('  '));
        return;
      case 'pasted':
        this.emit('pasted', event.lines);
        return;
      case 'action':
        if (event.action === 'redraw') this.#clearScreen();
        else if (event.action === 'edit-outside') void this.#editOutside();
        else this.emit('action', event.action);
        return;
      default:
        this.emit(event.type);
    }
  }

  /** Gives the text to the person's own editor, and takes it back. */
  async #editOutside(): Promise<void> {
    const { editor } = this.#options;
    if (editor === undefined) return;
    try {
      const text = await this.aside(() =>
        this.#keyboard.lend(() => editOutside(editor, this.#input.text)),
      );
      this.#input = changed(this.#input, text, text.length);
    } catch (error) {
      this.emit('trouble', error);
    }
    this.#schedule();
  }

  readonly #failed = (error: Error): void => this.#end(error);

  #end(error?: unknown): void {
    if (this.#state.type === 'over') return;
    this.#over();
    this.#schedule();
    this.emit('end', error);
  }

  #over(): void {
    if (this.#state.type === 'over') return;
    this.#endTyping();
    this.#state = { type: 'over' };
    if (!this.#isQuestion) this.#keyboard.release();
  }

  #clearScreen(): void {
    this.#typed.forget();
    this.#control += clearScreen;
  }

  readonly #resized = (): void => this.#schedule();

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
    this.#tellTyped();
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
    const answer = this.#answer;
    if (answer !== undefined) return this.#typed.show(this.#prompt, answer, answer.length);
    const { mode, text, cursor } = this.#input;
    if (mode.type === 'asking-paste') {
      const question = textOf('input.paste-question', { count: mode.lines });
      return this.#typed.show(question, '', 0);
    }
    if (mode.type !== 'searching') return this.#typed.show(this.#prompt, text, cursor);
    const words = mode.isFailed ? 'input.search-failed' : 'input.search';
    return this.#typed.show(textOf(words, { query: safeLine(mode.query) }), text, cursor);
  }

  #tellTyped(): void {
    if (!this.#isTyped) return;
    this.#isTyped = false;
    if (!this.#isQuestion && this.#state.type === 'editing') this.emit('typed', this.#input.text);
  }
}

function droppedWords(count: number): string {
  return count === 0 ? '' : `-- ${textOf('screen.dropped', { count })}\r\n`;
}
