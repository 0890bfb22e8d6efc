import { type CompleterResult, Interface, type Key } from 'node:readline';
import { Readable } from 'node:stream';
import { BlankTerminal } from './blank-terminal.ts';
import { graphemeAfter, graphemeBefore } from './ruler.ts';

/** Keys that somebody hands on. */
class Keys extends Readable {
  override _read(): void {}
}

/** The parts of readline's editor that programs may change or use, though its types do not say so. */
interface Inside {
  history: string[];
  clearLine(): void;
  _insertString(text: string): void;
  _ttyWrite(text: string | undefined, key: Key): void;
}

const usual = (Interface.prototype as unknown as Inside)._ttyWrite;

/** The beginning of a {@link LineEditor}. */
export interface LineEditorOptions {
  /** Entered lines, the last one first. */
  readonly history: string[];
  readonly historySize: number;
  complete(line: string): CompleterResult;
  /** How a pasted text of several lines is entered at the start of a line. */
  quote(text: string): string;
}

/**
 * Edits a line with the keys of `node:readline`, shows nothing, and owns no terminal. Nothing but Enter ends a
 * line: U+2028 and U+2029 do not, and a pasted text of several lines stays one. The cursor steps over
 * graphemes. Besides readline's events, it emits `pasted` with the number of lines, if they are several, and
 * `clear` for Ctrl-L.
 */
export class LineEditor extends Interface {
  readonly #keys: Keys;
  readonly #quote: (text: string) => string;
  #pasted: string[] | undefined;

  constructor({ history, historySize, complete, quote }: LineEditorOptions) {
    const keys = new Keys();
    super({
      input: keys,
      output: new BlankTerminal(),
      terminal: true,
      history,
      historySize,
      removeHistoryDuplicates: true,
      completer: complete,
    });
    this.#keys = keys;
    this.#quote = quote;
  }

  /** The text typed so far. */
  get text(): string {
    return enteredText(this.line);
  }

  /** Presses keys, of which some are characters. */
  press(keys: string): void {
    this.#keys.emit('data', keys);
  }

  /** Adds a text at the cursor. */
  insert(text: string): void {
    if (text !== '') this.#inside._insertString(text.replaceAll('\n', standIn));
  }

  /** Empties the line; arrow up brings it back. */
  putAside(): void {
    const { history } = this.#inside;
    history.unshift(this.line);
    this.emit('history', history);
    this.#inside.clearLine();
  }

  get #inside(): Inside {
    return this as unknown as Inside;
  }

  /** readline calls it for each key; Node keeps this name for programs that change it. */
  _ttyWrite(text: string | undefined, key: Key): void {
    if (key.name === 'paste-start') this.#pasted = [];
    else if (key.name === 'paste-end') this.#endPaste();
    else if (this.#pasted !== undefined) this.#pasted.push(key.sequence ?? text ?? '');
    else if (key.ctrl === true && key.name === 'l') this.emit('clear');
    else if (text === '\u2028' || text === '\u2029') this.insert(text);
    else for (let left = this.#stepsOf(key); left > 0; left--) usual.call(this, text, key);
  }

  #endPaste(): void {
    const text = (this.#pasted?.join('') ?? '').replace(/\r\n?/g, '\n').replace(/^\n+|\n+$/g, '');
    this.#pasted = undefined;
    const lines = text.split('\n').length;
    this.insert(lines > 1 && this.cursor === 0 ? this.#quote(text) : text);
    if (lines > 1) this.emit('pasted', lines);
  }

  /** How often a key is pressed, so that it moves over or deletes a grapheme; readline goes by code points. */
  #stepsOf({ name, ctrl = false, meta = false }: Key): number {
    const [line, cursor] = [this.line, this.cursor];
    const isPlain = !ctrl && !meta;
    if (
      (isPlain && (name === 'left' || name === 'backspace')) ||
      (ctrl && /^[bh]$/.test(name ?? ''))
    )
      return codePoints(line.slice(graphemeBefore(line, cursor), cursor)) || 1;
    const isForward = isPlain && (name === 'right' || name === 'delete');
    if (isForward || (ctrl && (name === 'f' || (name === 'd' && line !== ''))))
      return codePoints(line.slice(cursor, graphemeAfter(line, cursor))) || 1;
    return 1;
  }
}

/**
 * Stands for a line feed within readline's line, whose history would turn the order of several lines round. A
 * noncharacter (The Unicode Standard, 23.7) is free for use within programs.
 */
const standIn = '\u{FDD0}';

/** A line that a {@link LineEditor} emits, with its line feeds. */
export function enteredText(line: string): string {
  return line.replaceAll(standIn, '\n');
}

function codePoints(text: string): number {
  return Array.from(text).length;
}
