import type { KeyEvent } from './key-event.ts';
import { keyOfControl, keyOfCsi, keyOfLinux, keyOfSs3, modified } from './key-sequences.ts';

/** Text of one paste, in UTF-16 code units; what is more is dropped. */
const maxPaste = 1024 * 1024;

/* The parts of ECMA-48 (5.4 and 5.6), each with ESC before it where Alt was held. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are control characters
const csi = /\x1b(\x1b?)\[([0-?]{0,64})[ -/]{0,16}?([@-~]|(?<=\[\d{1,2})\$)/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const csiBegun = /\x1b\x1b?\[[0-?]{0,64}[ -/]{0,16}/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const linuxKey = /\x1b\x1b?\[\[([ -~])/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const ss3 = /\x1b(\x1b?)O(\d?)([:-~])/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const ss3Begun = /\x1b\x1b?O\d?/y;
/** OSC, DCS, SOS, PM and APC: answers of the terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const stringBegun = /\x1b[\]PX^_][^\x00-\x1f]{0,4096}/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const stringEnd = /\x07|\x1b\\/y;
const pasteStart = '200';
const pasteEnd = '\x1b[201~';

/** How far a look at the text has come: keys as far as they are known, or nothing before more comes. */
interface Read {
  readonly length: number;
  readonly event?: KeyEvent | undefined;
}

/**
 * Makes key events of the bytes of a terminal. Where the bytes are cut makes no difference; a sequence that
 * is no key is swallowed whole. ESC may be a key or the beginning of one: after a pause, `flush` says which.
 */
export class KeyDecoder {
  readonly #utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  /** The beginning of a sequence. */
  #rest = '';
  /** The text of a paste that has not ended. */
  #paste: string | undefined;
  #wasReturn = false;

  /** Whether the end of the text so far may be a key or the beginning of one. */
  get isWaiting(): boolean {
    return this.#paste === undefined && this.#rest !== '';
  }

  decode(chunk: Uint8Array | string): KeyEvent[] {
    const text =
      this.#rest + (typeof chunk === 'string' ? chunk : this.#utf8.decode(chunk, { stream: true }));
    const events: KeyEvent[] = [];
    let place = 0;
    while (place < text.length) {
      const read =
        this.#paste === undefined ? this.#read(text, place) : this.#readPaste(text, place);
      if (read === undefined) break;
      place += read.length;
      if (read.event !== undefined) events.push(read.event);
    }
    this.#rest = text.slice(place);
    return events;
  }

  /** Nothing has come for a while: what may be a key is one. */
  flush(): KeyEvent[] {
    const rest = this.#rest;
    // The answer of a terminal, or the sequence of a key, that comes over a slow line.
    if (!this.isWaiting || rest.length > 2) return [];
    this.#rest = '';
    const [, character = '\x1b'] = rest;
    return [character === '\x1b' ? keyOfControl(27, false) : modified(character, { alt: true })];
  }

  #read(text: string, place: number): Read | undefined {
    const code = text.codePointAt(place) ?? 0;
    const wasReturn = this.#wasReturn;
    this.#wasReturn = code === 13;
    if (code === 27) return this.#readEscape(text, place);
    if (code === 10 && wasReturn) return { length: 1 };
    if (code < 32 || code === 127) return { length: 1, event: keyOfControl(code, false) };
    const character = String.fromCodePoint(code);
    return { length: character.length, event: { type: 'text', text: character } };
  }

  #readEscape(text: string, place: number): Read | undefined {
    const isDouble = text[place + 1] === '\x1b';
    const next = text[place + (isDouble ? 2 : 1)];
    if (next === undefined) return undefined;
    if (next === '[') return this.#readCsi(text, place);
    if (next === 'O') return readSs3(text, place);
    if (isDouble) return { length: 1, event: keyOfControl(27, false) };
    if (/[\]PX^_]/.test(next)) return readString(text, place);
    const code = text.codePointAt(place + 1) ?? 0;
    if (code < 32 || code === 127) {
      this.#wasReturn = code === 13;
      return { length: 2, event: keyOfControl(code, true) };
    }
    const character = String.fromCodePoint(code);
    return { length: 1 + character.length, event: modified(character, { alt: true }) };
  }

  #readCsi(text: string, place: number): Read | undefined {
    const found = matchAt(csi, text, place);
    if (found === undefined) return broken(csiBegun, text, place);
    const [whole, alt = '', parameters = '', final = ''] = found;
    if (final === '[' && parameters === '') {
      const linux = matchAt(linuxKey, text, place);
      if (linux === undefined) return ended(whole.length, text, place);
      return { length: linux[0].length, event: keyOfLinux(linux[1] ?? '') };
    }
    if (final === '~' && parameters === pasteStart) this.#paste = '';
    const event = keyOfCsi(parameters, final, alt !== '');
    return { length: whole.length, event };
  }

  #readPaste(text: string, place: number): Read | undefined {
    const end = text.indexOf(pasteEnd, place);
    const kept = end < 0 ? text.length - beginningAtEnd(text, pasteEnd) : end;
    const pasted = (this.#paste ?? '') + text.slice(place, Math.max(place, kept));
    this.#paste = pasted.slice(0, maxPaste);
    if (end < 0) return kept > place ? { length: kept - place } : undefined;
    const event: KeyEvent = { type: 'paste', text: this.#paste };
    this.#paste = undefined;
    return { length: end + pasteEnd.length - place, event };
  }
}

function readSs3(text: string, place: number): Read | undefined {
  const found = matchAt(ss3, text, place);
  if (found === undefined) return broken(ss3Begun, text, place);
  const [whole, alt, parameter = '', final = ''] = found;
  return { length: whole.length, event: keyOfSs3(parameter, final, alt !== '') };
}

function readString(text: string, place: number): Read | undefined {
  const { length } = matchAt(stringBegun, text, place)?.[0] ?? '';
  const end = matchAt(stringEnd, text, place + length)?.[0];
  if (end !== undefined) return { length: length + end.length };
  // ESC at the end may be the beginning of its end.
  const isOpen = ['', '\x1b'].includes(text.slice(place + length, place + length + 2));
  return isOpen ? undefined : { length };
}

/** A sequence that did not end: more of it may come, or it is broken by a byte that has no place in it. */
function broken(begun: RegExp, text: string, place: number): Read | undefined {
  return ended(matchAt(begun, text, place)?.[0].length ?? 1, text, place);
}

function ended(length: number, text: string, place: number): Read | undefined {
  return place + length >= text.length ? undefined : { length };
}

function matchAt(pattern: RegExp, text: string, place: number): RegExpExecArray | undefined {
  pattern.lastIndex = place;
  return pattern.exec(text) ?? undefined;
}

/** How many characters at the end of a text may be the beginning of a mark. */
function beginningAtEnd(text: string, mark: string): number {
  for (let count = mark.length - 1; count > 0; count--)
    if (text.endsWith(mark.slice(0, count))) return count;
  return 0;
}
