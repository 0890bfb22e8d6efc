import type { Ruler } from './ruler.ts';
import { safeLine } from './safe-text.ts';

/** The text on the screen: up to the cursor, and whole. */
interface Shown {
  readonly before: string;
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
    const { rows } = this.#ruler.measure(this.#shown.before);
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
    const before = prompt + safeLine(line.slice(0, cursor));
    const whole = before + safeLine(line.slice(cursor));
    const added = this.#added(before, whole);
    const text = added ?? this.erase() + this.#draw(before, whole);
    this.#shown = { before, whole };
    return text;
  }

  /** The text added at the end, if nothing else changed and no new row was begun. */
  #added(before: string, whole: string): string | undefined {
    const shown = this.#shown;
    if (shown === undefined) return undefined;
    if (shown.before === before && shown.whole === whole) return '';
    const isAtEnd = shown.before === shown.whole && before === whole;
    if (!isAtEnd || !whole.startsWith(shown.whole)) return undefined;
    const from = this.#ruler.measure(shown.whole);
    const to = this.#ruler.measure(whole);
    return from.rows === to.rows ? whole.slice(shown.whole.length) : undefined;
  }

  #draw(before: string, whole: string): string {
    const end = this.#ruler.measure(whole);
    // A terminal that has filled its last column begins the next row only with the next character.
    const drawn = end.cols === 0 && end.rows > 0 ? `${whole} \r` : whole;
    if (before === whole) return drawn;
    const cursor = this.#ruler.measure(before);
    return `${drawn}\r${up(end.rows - cursor.rows)}${right(cursor.cols)}`;
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
