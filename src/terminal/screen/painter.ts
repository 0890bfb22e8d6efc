import { emptyRow, type Row } from './row.ts';

/** A part of the screen, in cells counted from 0 at its upper left corner. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  readonly rows: number;
}

/** Rows in their place: those that there are none for are empty. */
export interface PaintedPane {
  readonly place: Rectangle;
  readonly rows: readonly Row[];
}

/** A cell, counted from 0. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Everything on the screen. */
export interface Frame {
  readonly columns: number;
  readonly rows: number;
  readonly panes: readonly PaintedPane[];
  /** Where the cursor stands; undefined: nowhere. */
  readonly cursor: Place | undefined;
}

/* DEC private modes of xterm: the cursor is shown, a full row does not run over, output that belongs together. */
const showCursor = '\x1b[?25h';
const hideCursor = '\x1b[?25l';
const noAutowrap = '\x1b[?7l';
const autowrap = '\x1b[?7h';
const beginUpdate = '\x1b[?2026h';
const endUpdate = '\x1b[?2026l';
/** Erases everything (ECMA-48, ED). */
const eraseAll = '\x1b[2J';

/**
 * The characters that bring a terminal from one frame to the next: rows that differ are written, each piece at the
 * place where it belongs, whatever width the terminal gives the piece before it. It holds no stream.
 */
export class Painter {
  #painted: string[] = [];
  #size = { columns: 0, rows: 0 };
  #cursor: Place | undefined;

  /** The terminal shows something else: everything is painted anew. */
  forget(): void {
    this.#size = { columns: 0, rows: 0 };
  }

  /** Empty where the terminal shows the frame already. */
  paint(frame: Frame): string {
    const isNew = frame.columns !== this.#size.columns || frame.rows !== this.#size.rows;
    const lines = linesOf(frame);
    const written = lines.filter((line, y) => isNew || line !== this.#painted[y]);
    const isMoved =
      frame.cursor?.x !== this.#cursor?.x || frame.cursor?.y !== this.#cursor?.y || isNew;
    this.#painted = lines;
    this.#size = { columns: frame.columns, rows: frame.rows };
    this.#cursor = frame.cursor;
    if (written.length === 0 && !isMoved) return '';
    const all = (isNew ? eraseAll : '') + written.join('');
    const { cursor } = frame;
    const shown = cursor === undefined ? '' : `${moveTo(cursor.x, cursor.y)}${showCursor}`;
    return `${beginUpdate}${hideCursor}${noAutowrap}${all}${autowrap}${shown}${endUpdate}`;
  }
}

/** The characters that write each row of the screen, from its first cell to its last. */
function linesOf({ columns, rows, panes }: Frame): string[] {
  return Array.from({ length: rows }, (_, y) => {
    const parts = panes
      .filter(({ place }) => y >= place.y && y < place.y + place.rows)
      .sort((left, right) => left.place.x - right.place.x);
    return parts
      .map(({ place, rows: own }) => partOf(own[y - place.y] ?? emptyRow, place, y, columns))
      .join('');
  });
}

function partOf(
  { pieces, columns: taken, isUneven }: Row,
  { x, columns }: Rectangle,
  y: number,
  screenColumns: number,
): string {
  const begin = moveTo(x, y);
  // Where a piece turns out narrower than its cells, what stood there before must not be seen.
  const cleared = isUneven ? ' '.repeat(columns) + begin : '';
  let column = x;
  const texts = pieces.map(({ text, columns: width }, index) => {
    column += width;
    return index < pieces.length - 1 ? text + moveTo(column, y) : text;
  });
  const rest = columns - taken;
  const isLast = x + columns >= screenColumns;
  if (isUneven || rest <= 0) return begin + cleared + texts.join('');
  return begin + texts.join('') + (isLast ? eraseToEnd : ' '.repeat(rest));
}

/** Erases from the cursor to the end of the row (ECMA-48, EL). */
const eraseToEnd = '\x1b[K';

/** Moves the cursor to a cell (ECMA-48, CUP). */
function moveTo(x: number, y: number): string {
  return `\x1b[${y + 1};${x + 1}H`;
}
