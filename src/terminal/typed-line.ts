import { safeProseAt } from '../talk/safe-text.ts';
import { isBetweenGraphemes, type Layout, type Ruler } from './ruler.ts';

/** Stands on the screen for a line feed within the typed text. */
const newline = '↵';

/** The text on the screen: up to the cursor, also as it was laid out, and whole. */
interface Shown {
  readonly before: string;
  readonly laidOut: string;
  readonly whole: string;
}

/**
 * The prompt and the line being typed as they stand on the terminal. Each method gives the
 * characters to write; it holds no stream. The cursor is in the typed line while it is shown, and at
 * the left edge of a free row while it is not.
 */
export class TypedLine {
  readonly #ruler: Ruler;
  #shown: Shown | undefined;

  constructor(ruler: Ruler) {
    this.#ruler = ruler;
  }

  /**
   * Takes it off the screen. Goes by the ruler's width of now: terminals wrap what they show anew
   * when their width changes, and the cursor moves along.
   */
  erase(): string {
    if (this.#shown === undefined) return '';
    const { rows } = this.#ruler.layOut(this.#shown.laidOut);
    this.#shown = undefined;
    return `${up(rows)}${eraseBelow}`;
  }

  /** It is gone without our doing, and the cursor stands at the left edge of a free row. */
  forget(): void {
    this.#shown = undefined;
  }

  /**
   * Shows it as it is now, with the fewest characters in the case that matters: typing at its end.
   *
   * @param cursor index in `line`
   */
  show(prompt: string, line: string, cursor: number): string {
    const { text, place } = safeProseAt(line, cursor, newline);
    const before = prompt + text.slice(0, place);
    const whole = prompt + text;
    const shown = this.#shown;
    if (shown?.before === before && shown.whole === whole) return '';
    const added = this.#added(before, whole);
    const drawn = added === undefined ? this.erase() : '';
    const toCursor = this.#ruler.layOut(before);
    this.#shown = { before, laidOut: toCursor.text, whole };
    return (
      added ?? drawn + this.#draw(toCursor, before === whole ? toCursor : this.#ruler.layOut(whole))
    );
  }

  /** The text added at the end, if nothing else changed and no new row was begun. */
  #added(before: string, whole: string): string | undefined {
    const shown = this.#shown;
    if (shown === undefined || shown.before !== shown.whole || before !== whole) return undefined;
    const { length } = shown.whole;
    if (!whole.startsWith(shown.whole) || !isBetweenGraphemes(whole, length)) return undefined;
    const from = this.#ruler.layOut(shown.whole);
    const to = this.#ruler.layOut(whole);
    return from.rows === to.rows ? whole.slice(length) : undefined;
  }

  #draw(cursor: Layout, end: Layout): string {
    // A terminal that has filled its last column begins the next row only with the next character.
    const drawn = end.columns === 0 && end.rows > 0 ? `${end.text} \r` : end.text;
    if (cursor === end) return drawn;
    // Only the terminal knows how wide a disputed row is: to write it again leads to its end.
    const along = cursor.disputed ?? right(cursor.columns);
    return `${drawn}\r${up(end.rows - cursor.rows)}${along}`;
  }
}

/**
 * Erases the row and everything below it. The second part starts beside the edge: tmux keeps what is
 * erased from the very corner of a screen in its history, and would keep our prompt there.
 */
const eraseBelow = '\r\x1b[K\x1b[C\x1b[J\r';

/* Movements of ECMA-48; a zero would count as one. */

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : '';
}

function right(columns: number): string {
  return columns > 0 ? `\x1b[${columns}C` : '';
}
