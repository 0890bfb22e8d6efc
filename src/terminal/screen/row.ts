import { cellsOf } from '../ruler.ts';

/**
 * A row of cells of a pane. Its text is cut behind each grapheme about whose width terminals do not agree, so that
 * whoever paints it can put the next piece where it belongs.
 */
export interface Row {
  /** Each ends with the style that it began with, none, and keeps its direction to itself. */
  readonly pieces: readonly Piece[];
  /** Columns of all pieces. */
  readonly columns: number;
  /** Terminals do not agree about the width of some of it. */
  readonly isUneven: boolean;
}

/** A part of a row. */
export interface Piece {
  /** Printable characters, SGR sequences (ECMA-48), and isolates (UAX #9) that end within it. */
  readonly text: string;
  readonly columns: number;
}

/** A row with nothing on it. */
export const emptyRow: Row = { pieces: [], columns: 0, isUneven: false };

/** A grapheme with its look. */
interface Cell {
  readonly text: string;
  readonly columns: number;
  readonly isDisputed: boolean;
  /** SGR sequences that begin it; empty for none. */
  readonly style: string;
  /** It stands in an isolate. */
  readonly isIsolated: boolean;
}

/**
 * Breaks a styled text into rows: at its line feeds, between words where that is possible, else between graphemes.
 *
 * @param text harmless already: printable characters, line feeds, SGR sequences of a `Style`, isolates
 * @param columns of a row, at least 2
 * @param breaks `anywhere`: a row is filled before the next one begins
 */
export function rowsOf(
  text: string,
  columns: number,
  breaks: 'between words' | 'anywhere' = 'between words',
): Row[] {
  const rows: Row[] = [];
  let style = emptyStyle;
  for (const line of text.split('\n')) {
    const read = cellsIn(line, style);
    style = read.style;
    for (const row of broken(read.cells, columns, breaks === 'anywhere'))
      rows.push(rowOfCells(row));
  }
  return rows;
}

/** One row of a styled text: what does not fit, and what stands behind a line feed, is left out for a `…`. */
export function rowOf(text: string, columns: number): Row {
  const [line = ''] = text.split('\n', 1);
  const { cells } = cellsIn(line, emptyStyle);
  const isWhole = line.length === text.length && columnsIn(cells) <= columns;
  if (isWhole) return rowOfCells(cells);
  const kept = [];
  let left = columns - 1;
  for (const cell of cells) {
    left -= cell.columns;
    if (left < 0) break;
    kept.push(cell);
  }
  const last = kept.at(-1);
  if (columns > 0) kept.push({ ...plainCell('…'), style: last?.style ?? '' });
  return rowOfCells(kept);
}

/** Rows behind each other on one. */
export function besides(...rows: readonly Row[]): Row {
  return {
    pieces: rows.flatMap((row) => row.pieces),
    columns: rows.reduce((sum, row) => sum + row.columns, 0),
    isUneven: rows.some((row) => row.isUneven),
  };
}

/** As many empty cells. */
export function gap(columns: number): Row {
  if (columns <= 0) return emptyRow;
  return { pieces: [{ text: ' '.repeat(columns), columns }], columns, isUneven: false };
}

/** A row with empty cells behind it, or before it, up to so many columns. */
export function padded(row: Row, columns: number, side: 'end' | 'start' = 'end'): Row {
  const rest = gap(columns - row.columns);
  return side === 'end' ? besides(row, rest) : besides(rest, row);
}

/** The styles that are on, the sequence that began each by the code that ends it. */
type StyleState = ReadonlyMap<number, string>;
const emptyStyle: StyleState = new Map();

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a style begins
const sgr = /(\x1b\[\d*m)/;
const firstStrongIsolate = '\u{2068}';
const popDirectionalIsolate = '\u{2069}';
const isolateBegins = /^[\u{2066}-\u{2068}]$/u;
const printableAscii = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter();

function cellsIn(line: string, begun: StyleState): { cells: Cell[]; style: StyleState } {
  const cells: Cell[] = [];
  let style = begun;
  let depth = 0;
  for (const part of line.split(sgr)) {
    if (part.startsWith('\x1b')) {
      style = styleAfter(style, part);
      continue;
    }
    const look = [...style.values()].join('');
    if (printableAscii.test(part)) {
      const isIsolated = depth > 0;
      for (const text of part)
        cells.push({ text, columns: 1, isDisputed: false, style: look, isIsolated });
      continue;
    }
    for (const { segment } of graphemes.segment(part)) {
      if (isolateBegins.test(segment)) depth += 1;
      else if (segment === popDirectionalIsolate) depth = Math.max(0, depth - 1);
      else {
        const { columns, isDisputed } = cellsOf(segment);
        // A character without a column of its own has no cell that it could stand in.
        if (columns === 0) continue;
        cells.push({ text: segment, columns, isDisputed, style: look, isIsolated: depth > 0 });
      }
    }
  }
  return { cells, style };
}

/** Codes that end styles, by those that begin them (ECMA-48, SGR). */
function endOf(code: number): number {
  if (code === 1 || code === 2) return 22;
  if (code >= 3 && code <= 9) return code + 20;
  if ((code >= 30 && code <= 38) || (code >= 90 && code <= 97)) return 39;
  return 49;
}

function styleAfter(style: StyleState, sequence: string): StyleState {
  const code = Number(sequence.slice(2, -1));
  if (code === 0) return emptyStyle;
  const after = new Map(style);
  if (code === 22 || (code >= 23 && code <= 29) || code === 39 || code === 49) after.delete(code);
  else after.set(endOf(code), sequence);
  return after;
}

function broken(cells: readonly Cell[], columns: number, anywhere: boolean): (readonly Cell[])[] {
  const rows: (readonly Cell[])[] = [];
  let start = 0;
  let width = 0;
  /** Behind the last place where the row may end. */
  let mayEnd = 0;
  for (let place = 0; place < cells.length; place += 1) {
    const cell = cells[place] as Cell;
    if (width + cell.columns > columns) {
      // A space that does not fit stands at the end of the row, where nobody sees it.
      if (cell.text === ' ' && width > 0 && !anywhere) {
        rows.push(cells.slice(start, place));
        start = place + 1;
        width = 0;
        continue;
      }
      const end = mayEnd > start ? mayEnd : place;
      rows.push(cells.slice(start, end));
      start = end;
      width = columnsIn(cells.slice(start, place));
    }
    width += cell.columns;
    if (!anywhere && (cell.text === ' ' || cell.columns > 1)) mayEnd = place + 1;
  }
  rows.push(cells.slice(start));
  return rows;
}

function columnsIn(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.columns, 0);
}

function plainCell(text: string): Cell {
  return { text, columns: 1, isDisputed: false, style: '', isIsolated: false };
}

function rowOfCells(cells: readonly Cell[]): Row {
  const pieces: Piece[] = [];
  let text = '';
  let columns = 0;
  let style = '';
  let isIsolated = false;
  const change = (to: { readonly style: string; readonly isIsolated: boolean }) => {
    if (isIsolated && !to.isIsolated) text += popDirectionalIsolate;
    if (to.style !== style) text += (style === '' ? '' : '\x1b[0m') + to.style;
    if (!isIsolated && to.isIsolated) text += firstStrongIsolate;
    ({ style, isIsolated } = to);
  };
  const end = () => {
    change({ style: '', isIsolated: false });
    if (columns > 0) pieces.push({ text, columns });
    text = '';
    columns = 0;
  };
  for (const cell of cells) {
    change(cell);
    text += cell.text;
    columns += cell.columns;
    if (cell.isDisputed) end();
  }
  end();
  return {
    pieces,
    columns: pieces.reduce((sum, piece) => sum + piece.columns, 0),
    isUneven: cells.some(({ isDisputed }) => isDisputed),
  };
}
