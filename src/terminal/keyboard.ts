import process from 'node:process';
import { StringDecoder } from 'node:string_decoder';

/** A terminal to read keys from, or anything that looks like one. */
export interface KeyInput extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
  ref?(): unknown;
  unref?(): unknown;
}

/** The taker of keys at present: an editor. */
export interface KeyReader {
  /** Keys as they were pressed, up to the first Enter; what follows waits for {@link Keyboard.next}. */
  type(keys: string): void;
  /** Whether it has an answer, which it looks at, and takes nothing but Ctrl-C meanwhile. */
  isAnswered(): boolean;
  /** Ctrl-C while an answer is looked at. */
  interrupt(): void;
  /** Ctrl-Z: the program is about to stop; resolves when the terminal can be left. */
  suspend(): Promise<void>;
  /** The program goes on after a stop; others have written on the terminal meanwhile. */
  continue(): void;
  /** There are no more keys. */
  end(error?: Error): void;
}

/** Keys kept for whoever reads next, in UTF-16 code units; what is more is dropped. */
const maxHeld = 1024 * 1024;

const keyboards = new WeakMap<KeyInput, Keyboard>();

/**
 * The keys of a terminal, for one reader after the other: questions, and the line being typed. From the first
 * reader to `release` nothing that is typed is echoed, and what nobody takes yet waits for the next reader:
 * answers that come together each go to their question.
 *
 * Ctrl-Z stops all that the shell started together, as it does where a terminal reads whole lines: npm, which
 * may run this program, would go on waiting otherwise, and the shell would not come back.
 */
export class Keyboard {
  readonly #input: KeyInput;
  readonly #decoder = new StringDecoder('utf8');
  #reader: KeyReader | undefined;
  #held = '';
  #isOpen = false;
  /** The reader has got an Enter, and has not asked for more. */
  #isBusy = false;
  /** The keys handed over end within a paste (bracketed paste mode of xterm). */
  #isPasting = false;
  /** As `#isPasting`, for what has arrived. */
  #isPasteArriving = false;
  /** Bytes that may be the beginning of a mark, until the rest comes or does not. */
  #rest: { readonly text: string; readonly timer: NodeJS.Timeout | undefined } = {
    text: '',
    timer: undefined,
  };
  #isSuspended = false;

  private constructor(input: KeyInput) {
    this.#input = input;
  }

  /** The one of an input. */
  static of(input: KeyInput): Keyboard {
    let keyboard = keyboards.get(input);
    if (keyboard === undefined) {
      keyboard = new Keyboard(input);
      keyboards.set(input, keyboard);
    }
    return keyboard;
  }

  /** Gives the keys to a reader, beginning with those that were kept. */
  take(reader: KeyReader): void {
    this.#reader = reader;
    this.#isBusy = false;
    this.#open();
    this.#input.ref?.();
    if (this.#input.readable) this.#handOver();
    else queueMicrotask(this.#ended);
  }

  /** Takes no more keys for a reader, and keeps what is typed for the next one. */
  leave(reader: KeyReader): void {
    if (this.#reader !== reader) return;
    this.#reader = undefined;
    this.#isPasting = false;
    // Nobody waits for these keys: they are no reason for the program to go on.
    this.#input.unref?.();
  }

  /** The reader has dealt with an Enter, and takes more. */
  next(reader: KeyReader): void {
    if (this.#reader !== reader) return;
    this.#isBusy = false;
    this.#handOver();
  }

  /** Drops what was typed ahead. */
  forget(): void {
    this.#held = '';
  }

  /** Gives the terminal back as it was, and what was typed ahead to whoever reads the input now. */
  release(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#reader = undefined;
    const input = this.#input;
    input.off('data', this.#typed).off('end', this.#ended).off('close', this.#ended);
    input.off('error', this.#ended);
    clearTimeout(this.#rest.timer);
    process.off('SIGTSTP', this.#stop).off('SIGCONT', this.#continued);
    input.setRawMode?.(false);
    input.pause();
    input.ref?.();
    const held = this.#held.replace(/\r\n?/g, '\n');
    this.#held = '';
    if (held !== '' && input.readable) input.unshift(Buffer.from(held));
  }

  #open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const input = this.#input;
    process.on('SIGTSTP', this.#stop).on('SIGCONT', this.#continued);
    input.setRawMode?.(true);
    input.on('end', this.#ended).on('close', this.#ended).on('error', this.#ended);
    input.on('data', this.#typed);
    input.resume();
  }

  readonly #typed = (chunk: string | Buffer): void => {
    clearTimeout(this.#rest.timer);
    const keys = this.#rest.text + (typeof chunk === 'string' ? chunk : this.#decoder.write(chunk));
    // The mark of a paste may come in two pieces; Esc alone may also be a key.
    const end = begunMark.exec(keys)?.index ?? keys.length;
    const text = keys.slice(end);
    this.#rest = { text, timer: text === '' ? undefined : setTimeout(this.#flush, markMs) };
    this.#arrive(keys.slice(0, end));
  };

  readonly #flush = (): void => {
    const { text } = this.#rest;
    this.#rest = { text: '', timer: undefined };
    this.#arrive(text);
  };

  /** Heeds what cannot wait until what was typed before is dealt with: Ctrl-C and Ctrl-Z. */
  #arrive(keys: string): void {
    let isStop = false;
    for (const part of keys.split(marks)) {
      if (part === pasteStart || part === pasteEnd) this.#isPasteArriving = part === pasteStart;
      const isTyped = !this.#isPasteArriving;
      if (isTyped && part.includes(ctrlZ)) isStop = true;
      if (isTyped && part.includes(ctrlC) && (this.#reader?.isAnswered() ?? true))
        this.#interrupt();
      else this.#hold(isTyped ? part.replaceAll(ctrlZ, '') : part);
    }
    this.#handOver();
    if (isStop) this.#stop();
  }

  #hold(keys: string): void {
    this.#held = (this.#held + keys).slice(0, maxHeld);
  }

  #interrupt(): void {
    this.forget();
    if (this.#reader === undefined) process.kill(process.pid, 'SIGINT');
    else this.#reader.interrupt();
  }

  #handOver(): void {
    if (this.#reader === undefined || this.#isBusy || this.#held === '') return;
    const end = this.#endOfEntry();
    const keys = this.#held.slice(0, end);
    this.#held = this.#held.slice(end);
    if (keys !== '') this.#reader.type(keys);
  }

  /** Where the keys end that can be handed over: behind the first Enter that is not pasted, or at the end. */
  #endOfEntry(): number {
    for (const { 0: found, index } of this.#held.matchAll(notable)) {
      if (found === pasteStart || found === pasteEnd) this.#isPasting = found === pasteStart;
      else if (!this.#isPasting) {
        this.#isBusy = true;
        return index + found.length;
      }
    }
    return this.#held.length;
  }

  readonly #stop = (): void => {
    if (this.#isSuspended || this.#input.isTTY !== true || process.platform === 'win32') return;
    this.#isSuspended = true;
    void this.#suspend();
  };

  async #suspend(): Promise<void> {
    await this.#reader?.suspend();
    this.#input.setRawMode?.(false);
    process.off('SIGTSTP', this.#stop); // so that the signal stops this process as well
    process.kill(0, 'SIGTSTP');
    // A process without a shell above it does not stop, and nothing will tell it to go on.
    setTimeout(() => setImmediate(() => this.#isSuspended && this.#continued()), 0);
  }

  readonly #continued = (): void => {
    if (this.#isSuspended) process.on('SIGTSTP', this.#stop);
    this.#isSuspended = false;
    if (!this.#isOpen) return;
    // The shell may have changed the mode; that it is set already would be taken for granted.
    this.#input.setRawMode?.(false);
    this.#input.setRawMode?.(true);
    this.#reader?.continue();
  };

  readonly #ended = (error?: Error): void => {
    this.#reader?.end(error);
  };
}

const ctrlC = '\x03';
const ctrlZ = '\x1a';
const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are control characters
const notable = /\x1b\[20[01]~|\r\n?|\n/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const marks = /(\x1b\[20[01]~)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const begunMark = /\x1b(?:\[(?:2(?:0[01]?)?)?)?$/;
/** How long the rest of a mark may take, in milliseconds. */
const markMs = 50;
