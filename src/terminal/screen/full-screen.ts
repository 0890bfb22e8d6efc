import { EventEmitter } from 'node:events';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { advance } from '../../model/advance.ts';
import type { TalkEvent } from '../../model/talk-event.ts';
import { currentRoom, emptyTalk, type TalkState } from '../../model/talk-state.ts';
import type { ScreenAction } from '../../talk/actions.ts';
import { desktopText } from '../../talk/calls.ts';
import { destinationWords } from '../../talk/room-words.ts';
import { safeLine } from '../../talk/safe-text.ts';
import type { Offer, Screen, ScreenEvents, Signs } from '../../talk/screen.ts';
import type { Style } from '../../talk/style.ts';
import { textOf } from '../../texts/text-of.ts';
import type { BindingTable } from '../input/bindings.ts';
import type { InputEvent, InputSetting } from '../input/input-event.ts';
import { changed, emptyInput, type InputState } from '../input/input-state.ts';
import type { KeyEvent } from '../input/key-event.ts';
import { press } from '../input/press.ts';
import { keyLines } from '../key-lines.ts';
import { Keyboard, type KeyInput, type KeyReader } from '../keyboard.ts';
import type { TerminalOutput } from '../line-screen.ts';
import { editOutside } from '../outside-editor.ts';
import type { Drawing, Size } from './drawing.ts';
import type { InkFrames } from './ink-frames.ts';
import { inputRows } from './input-rows.ts';
import { Pace } from './pace.ts';
import { Painter } from './painter.ts';

/** The terminal of a {@link FullScreen}, and how it looks and listens. */
export interface FullScreenOptions {
  readonly input: KeyInput;
  readonly output: TerminalOutput & { readonly rows?: number };
  readonly style: Style;
  readonly bindings: BindingTable;
  /** The command of the person's own editor; undefined: they have none. */
  readonly editor?: string | undefined;
}

/** A question that is asked in the place of the line being typed. */
interface OpenQuestion {
  readonly message: string;
  readonly isHidden: boolean;
  readonly input: InputState;
  answer(text: string | undefined): void;
}

/** The line being typed takes at most this part of the screen. */
const inputShare = 1 / 3;
/** The smallest terminal that is drawn for; on a smaller one the rest is not seen. */
const leastSize: Size = { columns: 10, rows: 5 };
/** How long the last words may take, in milliseconds: a terminal that is frozen holds nothing up. */
const lastWordsMs = 1_000;

/*
 * The alternate screen of xterm, and its bracketed paste mode. It is left empty: tmux shows some of it below what was
 * there before, where the size has changed meanwhile.
 */
const enterScreen = '\x1b[?1049h\x1b[?2004h';
const leaveScreen = '\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[2J\x1b[?1049l';

/**
 * A screen with a place for everything: it shows a {@link TalkState}, which `dispatch` changes, and the line that
 * is being typed. A key is shown at once, everything else some thirty times a second at the most; while nothing
 * happens nothing runs.
 */
export class FullScreen extends EventEmitter<ScreenEvents> implements Screen {
  readonly interactive = true;
  complete = (_before: string): Offer => [[], ''];
  quote = (text: string): string => text;
  /** Does what a key means for rooms, pages and lists. */
  act: (action: ScreenAction) => void = () => {};
  readonly #bindings: BindingTable;
  readonly #options: FullScreenOptions;
  readonly #keyboard: Keyboard;
  readonly #painter = new Painter();
  readonly #pace = new Pace(() => this.#draw());
  /** Loaded while the line comes up; a terminal without a full screen does without it. */
  readonly #frames: Promise<InkFrames> = import('./ink-frames.ts').then(
    (module) => new module.InkFrames(),
  );
  #mounted: InkFrames | undefined;
  #phase: 'idle' | 'opening' | 'open' | 'aside' | 'over' = 'idle';
  #state: TalkState = emptyTalk;
  #input: InputState = emptyInput;
  #question: OpenQuestion | undefined;
  #printed: string[] = [];
  #messagesSize: Size = leastSize;
  #asides: Promise<unknown> = Promise.resolve();
  #written: Promise<boolean> = Promise.resolve(true);

  constructor(options: FullScreenOptions) {
    super();
    this.#options = options;
    this.#bindings = options.bindings;
    this.#keyboard = Keyboard.of(options.input);
    options.output.on('resize', this.#resized);
    options.output.on('error', this.#failed);
    // What cannot be loaded is told when it is needed.
    this.#frames.catch(() => {});
  }

  /** Everything that is shown, but for the line that is being typed. */
  get state(): TalkState {
    return this.#state;
  }

  /** The cells of the pane with the messages. */
  get messagesSize(): Size {
    return this.#messagesSize;
  }

  /** How things are drawn now. */
  get drawing(): Drawing {
    return { style: this.#options.style, now: Date.now(), searched: this.#state.searched };
  }

  /** Something has changed. */
  dispatch(event: TalkEvent): void {
    this.#takePrinted();
    this.#state = advance(this.#state, event);
    this.#pace.soon();
  }

  keyLines(): readonly string[] {
    return keyLines(this.#bindings);
  }

  print(text: string): void {
    const hasTerminal = this.#phase !== 'idle' && this.#phase !== 'over';
    if (!hasTerminal) this.#write(`${text.replaceAll('\n', '\r\n')}\r\n`);
    if (this.#phase === 'over') return;
    // What was said before the screen is there, such as the greeting, stands on it too.
    this.#printed.push(text);
    this.#pace.soon();
  }

  note(text: string): void {
    this.print(text);
  }

  call({ bell, desktop }: Signs): void {
    const sign =
      (bell ? '\x07' : '') + (desktop === undefined ? '' : `\x1b]9;${desktopText(desktop)}\x07`);
    if (sign !== '' && this.#phase === 'open' && !this.#isFrozen) this.#write(sign);
  }

  async flush(): Promise<boolean> {
    this.#pace.now();
    return this.#written;
  }

  /** Opens the screen. */
  prompt(): void {
    if (this.#phase !== 'idle') return;
    this.#phase = 'opening';
    void this.#open();
  }

  /**
   * Asks a question in the place of the line being typed, which returns afterwards.
   *
   * @returns undefined when the person thinks better of it
   */
  ask(message: string, isHidden: boolean): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#question?.answer(undefined);
      const answer = (text: string | undefined) => {
        this.#question = undefined;
        this.#pace.now();
        resolve(text);
      };
      this.#question = { message, isHidden, input: emptyInput, answer };
      this.#pace.now();
    });
  }

  aside<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#asides.then(() => this.#stepAside(work));
    this.#asides = result.catch(() => {});
    return result;
  }

  pause(): void {}

  resume(): void {}

  /** Paints everything anew. */
  redraw(): void {
    this.#painter.forget();
    this.#pace.now();
  }

  /** Gives the terminal back; what is printed from now on stands on it as lines. */
  leave(): void {
    if (this.#phase === 'over') return;
    const wasOpen = this.#phase === 'open';
    this.#takePrinted();
    this.#phase = 'over';
    this.#pace.stop();
    this.#question?.answer(undefined);
    process.off('exit', this.#restore);
    if (wasOpen) this.#write(leaveScreen);
    this.#mounted?.close();
    this.#keyboard.leave(this.#reader);
    this.#keyboard.release();
  }

  async close(): Promise<void> {
    this.leave();
    const { output } = this.#options;
    output.off('resize', this.#resized);
    await Promise.race([this.#written, delay(lastWordsMs, undefined, { ref: false })]);
    output.off('error', this.#failed);
  }

  async #open(): Promise<void> {
    try {
      this.#mounted = await this.#frames;
    } catch (error) {
      this.#end(error);
      return;
    }
    if (this.#phase !== 'opening') return;
    process.on('exit', this.#restore);
    this.#enter();
  }

  /** Takes the terminal. */
  #enter(): void {
    this.#phase = 'open';
    this.#write(enterScreen);
    this.#painter.forget();
    this.#keyboard.take(this.#reader);
    this.#pace.now();
  }

  async #stepAside<T>(work: () => Promise<T>): Promise<T> {
    if (this.#phase !== 'open') return work();
    this.#phase = 'aside';
    this.#keyboard.leave(this.#reader);
    this.#write(leaveScreen);
    try {
      await this.#written;
      return await work();
    } finally {
      if (this.#phase === 'aside') this.#enter();
    }
  }

  /** A crash leaves the terminal as it was found. */
  readonly #restore = (): void => {
    if (this.#phase === 'open') this.#options.output.write(leaveScreen);
  };

  readonly #reader: KeyReader = {
    press: (key) => {
      const isEntered = this.#press(key);
      if (isEntered) setImmediate(() => this.#keyboard.next(this.#reader));
      return isEntered;
    },
    isAnswered: () => false,
    interrupt: () => this.emit('interrupt'),
    suspend: async () => {
      this.#phase = 'aside';
      this.#write(leaveScreen);
      await Promise.race([this.#written, delay(lastWordsMs, undefined, { ref: false })]);
    },
    continue: () => {
      if (this.#phase !== 'aside') return;
      this.#phase = 'open';
      this.#write(enterScreen);
      this.redraw();
    },
    end: (error) => this.#end(error),
  };

  /** Whether it entered something: any line may open a question, which gets the keys behind it. */
  #press(key: KeyEvent): boolean {
    if (this.#phase !== 'open') return false;
    const question = this.#question;
    const setting: InputSetting = {
      bindings: this.#bindings,
      complete: (before) => this.complete(before),
      quote: (text) => this.quote(text),
      isQuestion: question !== undefined,
    };
    const { state, event } = press(question?.input ?? this.#input, key, setting);
    if (question !== undefined) {
      this.#question = { ...question, input: state };
      this.#answered(event);
    } else {
      const isChanged = state.text !== this.#input.text;
      this.#input = state;
      if (isChanged) this.emit('typed', state.text);
      this.#happened(event);
    }
    this.#pace.now();
    return event?.type === 'entered';
  }

  #answered(event: InputEvent | undefined): void {
    if (event?.type === 'entered') this.#question?.answer(event.text);
    else if (event?.type === 'interrupted' || event?.type === 'ended')
      this.#question?.answer(undefined);
  }

  #happened(event: InputEvent | undefined): void {
    switch (event?.type) {
      case 'entered':
        if (event.text.trim() !== '') this.act('newest');
        this.emit('line', event.text);
        break;
      case 'action':
        if (event.action === 'redraw') this.redraw();
        else if (event.action === 'edit-outside') void this.#editOutside();
        else this.act(event.action);
        break;
      case 'interrupted':
        this.emit('interrupt');
        break;
      case 'ended':
        this.#end();
        break;
      case 'cleared':
      case 'paste-dropped':
        this.emit(event.type);
        break;
      case 'pasted':
        this.emit('pasted', event.lines);
        break;
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
    this.#pace.now();
  }

  /** What the last key began, in words. */
  get #hint(): string {
    const { mode } = this.#input;
    switch (mode.type) {
      case 'leaving':
        return textOf('input.leaving', { leaving: textOf('seat.leaves') });
      case 'asking-paste':
        return textOf('input.paste-question', { count: mode.lines }).trim();
      case 'searching': {
        const key = mode.isFailed ? 'input.search-failed' : 'input.search';
        return textOf(key, { query: safeLine(mode.query) }).trim();
      }
      case 'completing':
        return mode.candidates.map((word) => safeLine(word.trim())).join('  ');
      default:
        return '';
    }
  }

  readonly #resized = (): void => {
    this.#painter.forget();
    this.#pace.soon();
  };

  readonly #failed = (error: Error): void => this.#end(error);

  #end(error?: unknown): void {
    if (this.#phase === 'over') return;
    this.leave();
    this.emit('end', error);
  }

  /** Lines that were printed in one turn stand together. */
  #takePrinted(): void {
    if (this.#printed.length === 0) return;
    const text = this.#printed.join('\n');
    this.#printed = [];
    this.#state = advance(this.#state, { type: 'printed', text, at: Date.now() });
  }

  /** The terminal has not taken what was written last. */
  get #isFrozen(): boolean {
    return (this.#options.output.writableLength ?? 0) > 0;
  }

  /** The cells of the screen. */
  get size(): Size {
    const { output } = this.#options;
    const [columns = 80, rows = 24] = output.getWindowSize?.() ?? [output.columns, output.rows];
    return {
      columns: Math.max(leastSize.columns, columns || 80),
      rows: Math.max(leastSize.rows, rows || 24),
    };
  }

  #draw(): void {
    if (this.#phase !== 'open' || this.#mounted === undefined) return;
    if (this.#isFrozen) {
      void this.#written.then(() => this.#pace.soon());
      return;
    }
    this.#takePrinted();
    const { size } = this;
    const { drawing } = this;
    const most = Math.max(1, Math.floor(size.rows * inputShare));
    const input = inputRows(this.#promptWords(), this.#shownInput(), size.columns, most);
    const hint = this.#hint;
    const frame = this.#mounted.frame({ state: this.#state, size, drawing, input, hint });
    this.#messagesSize = this.#mounted.placeOf('messages') ?? leastSize;
    const text = this.#painter.paint(frame);
    if (text !== '') this.#write(text);
  }

  #promptWords(): string {
    const { style } = this.#options;
    if (this.#question !== undefined) return `${style.strong(safeLine(this.#question.message))} `;
    return `${destinationWords(currentRoom(this.#state).name, style)}> `;
  }

  #shownInput(): { readonly text: string; readonly cursor: number } {
    if (this.#question === undefined) return this.#input;
    return this.#question.isHidden ? emptyInput : this.#question.input;
  }

  #write(text: string): void {
    this.#written = new Promise((resolve) =>
      this.#options.output.write(text, (error) => resolve(!error)),
    );
  }
}
