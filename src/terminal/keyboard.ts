import process from 'node:process';
import { Fifo } from '../base/fifo.ts';
import { KeyDecoder } from './input/key-decoder.ts';
import type { KeyEvent } from './input/key-event.ts';

/** A terminal to read keys from, or anything that looks like one. */
export interface KeyInput extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
  ref?(): unknown;
  unref?(): unknown;
}

/** The taker of keys at present: an editor. */
export interface KeyReader {
  /** Takes a key; true if it entered something, and the keys behind it wait for {@link Keyboard.next}. */
  press(key: KeyEvent): boolean;
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

/** Keys kept for whoever reads next, in UTF-16 code units of their texts; what is more is dropped. */
const maxHeld = 1024 * 1024;

/** How long the rest of a sequence may take, in milliseconds: Esc alone may be a key or the beginning of one. */
const sequenceMs = 50;

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
  readonly #decoder = new KeyDecoder();
  #reader: KeyReader | undefined;
  #held = new Fifo<KeyEvent>();
  #heldLength = 0;
  #isOpen = false;
  /** The reader has entered something, and has not asked for more. */
  #isBusy = false;
  #pause: NodeJS.Timeout | undefined;
  #isSuspended = false;

  private constructor(input: KeyInput) {
    this.#input = input;
    // A terminal that is gone cannot be given back as it was: its end has been told by then.
    input.on('error', () => {});
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
    // Nobody waits for these keys: they are no reason for the program to go on.
    this.#input.unref?.();
  }

  /** The reader has dealt with what was entered, and takes more. */
  next(reader: KeyReader): void {
    if (this.#reader !== reader) return;
    this.#isBusy = false;
    this.#handOver();
  }

  /** Drops what was typed ahead. */
  forget(): void {
    this.#held = new Fifo();
    this.#heldLength = 0;
  }

  /** Gives the terminal back as it was, and what was typed ahead to whoever reads the input now. */
  release(): void {
    if (!this.#isOpen) return;
    this.#close();
    this.#reader = undefined;
    const input = this.#input;
    input.ref?.();
    let held = '';
    for (let key = this.#held.take(); key !== undefined; key = this.#held.take())
      held += typedText(key);
    this.#heldLength = 0;
    if (held !== '' && input.readable) input.unshift(Buffer.from(held));
  }

  /** Leaves the terminal, as it was, to another program while `work` runs; what is typed then is that program's. */
  async lend<T>(work: () => Promise<T>): Promise<T> {
    const wasOpen = this.#isOpen;
    if (wasOpen) this.#close();
    try {
      return await work();
    } finally {
      if (wasOpen) this.#open();
    }
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

  #close(): void {
    this.#isOpen = false;
    const input = this.#input;
    input.off('data', this.#typed).off('end', this.#ended).off('close', this.#ended);
    input.off('error', this.#ended);
    clearTimeout(this.#pause);
    process.off('SIGTSTP', this.#stop).off('SIGCONT', this.#continued);
    input.setRawMode?.(false);
    input.pause();
  }

  readonly #typed = (chunk: string | Buffer): void => {
    clearTimeout(this.#pause);
    this.#arrive(this.#decoder.decode(chunk));
    if (!this.#decoder.isWaiting || !this.#isOpen) return;
    this.#pause = setTimeout(() => this.#arrive(this.#decoder.flush()), sequenceMs);
  };

  /** Heeds what cannot wait until what was typed before is dealt with: Ctrl-C and Ctrl-Z. */
  #arrive(keys: readonly KeyEvent[]): void {
    let isStop = false;
    for (const key of keys) {
      if (isNamed(key, 'ctrl-z')) isStop = true;
      else if (isNamed(key, 'ctrl-c') && (this.#reader?.isAnswered() ?? true)) this.#interrupt();
      else this.#hold(key);
    }
    this.#handOver();
    if (isStop) this.#stop();
  }

  #hold(key: KeyEvent): void {
    if (this.#heldLength + lengthOf(key) > maxHeld) return;
    this.#held.add(key);
    this.#heldLength += lengthOf(key);
  }

  #interrupt(): void {
    this.forget();
    if (this.#reader === undefined) process.kill(process.pid, 'SIGINT');
    else this.#reader.interrupt();
  }

  #handOver(): void {
    while (this.#reader !== undefined && !this.#isBusy) {
      const key = this.#held.take();
      if (key === undefined) return;
      this.#heldLength -= lengthOf(key);
      const reader = this.#reader;
      // It may ask for more at once.
      this.#isBusy = true;
      if (!reader.press(key) && this.#reader === reader) this.#isBusy = false;
    }
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

function lengthOf(key: KeyEvent): number {
  return key.type === 'key' ? 1 : key.text.length;
}

function isNamed(key: KeyEvent, name: string): boolean {
  return key.type === 'key' && key.name === name;
}

/** The text of a key for one who reads whole lines; other keys have none. */
function typedText(key: KeyEvent): string {
  if (key.type === 'text') return key.text;
  if (key.type === 'paste') return key.text.replace(/\r\n?/g, '\n');
  return key.name === 'enter' ? '\n' : key.name === 'tab' ? '\t' : '';
}
