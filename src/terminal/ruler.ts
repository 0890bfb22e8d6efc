import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A text as it stands on rows of a certain width. */
export interface Layout {
  /** The text, with a line break wherever the terminal is not left to begin a new row by itself. */
  readonly text: string;
  /** Rows below the row where the text began. */
  readonly rows: number;
  /** Columns from the left edge to where the cursor stands. */
  readonly columns: number;
  /** The end of `text` that stands on the last row, if terminals do not agree on its width. */
  readonly disputed: string | undefined;
}

/** Fewest and most columns that terminals give a grapheme, and as many as by `string-width`. */
interface Width {
  readonly fewest: number;
  readonly usual: number;
  readonly most: number;
}

/**
 * Lays text out on the rows of a terminal: by graphemes (UAX #29), with the widths of `string-width`. Terminals
 * differ in the width of joined emoji, flags, and letters with marks that take room; a row with one of them is
 * ended before it could be full by anybody's measure, so that the number of rows is right for all of them.
 */
export class Ruler {
  /** Width of the terminal. */
  columns: number;

  constructor(columns: number) {
    this.columns = columns;
  }

  /** Lays a text out from the left edge; styles (ECMA-48, SGR) have no width, and CR LF begins a row. */
  layOut(text: string): Layout {
    const visible = text.replace(styles, '');
    if (!plainAscii.test(visible)) return this.#layOutGraphemes(text);
    const { length } = visible;
    const rows = Math.floor(length / this.columns);
    return { text, rows, columns: length % this.columns, disputed: undefined };
  }

  #layOutGraphemes(text: string): Layout {
    const done: string[] = [];
    let rows = 0;
    let row = emptyRow;
    let rowStart = 0;
    const beginRow = () => {
      rows += 1;
      row = emptyRow;
      rowStart = done.length;
    };
    for (const piece of pieces(text)) {
      const { fewest, most } = piece.startsWith('\x1b') ? noWidth : widthOf(piece);
      const next = { fewest: row.fewest + fewest, most: row.most + most };
      if (piece === lineBreak) {
        done.push(piece);
        beginRow();
        continue;
      }
      if (next.fewest === next.most) {
        if (next.most > this.columns) beginRow();
      } else if (next.most >= this.columns && row.most > 0) {
        done.push(lineBreak);
        beginRow();
      }
      done.push(piece);
      row = { fewest: row.fewest + fewest, most: row.most + most };
      if (row.fewest === row.most && row.most === this.columns) beginRow();
    }
    return {
      text: done.join(''),
      rows,
      columns: row.fewest,
      disputed: row.fewest === row.most ? undefined : done.slice(rowStart).join(''),
    };
  }
}

/** Columns of a text on one row; styles have none. */
export function columnsOf(text: string): number {
  return plainAscii.test(text) ? text.length : stringWidth(text);
}

/** Columns of one grapheme as most terminals have it, and whether they do not agree about it. */
export function cellsOf(grapheme: string): {
  readonly columns: number;
  readonly isDisputed: boolean;
} {
  const { fewest, usual, most } = widthOf(grapheme);
  return { columns: usual, isDisputed: fewest !== most };
}

/** Where the grapheme begins that ends at `place`, or in which it lies; 0 at the start of the text. */
export function graphemeBefore(text: string, place: number): number {
  return place === 0 ? 0 : (graphemes.segment(text).containing(place - 1)?.index ?? 0);
}

/** Where the grapheme ends that begins at `place`, or in which it lies. */
export function graphemeAfter(text: string, place: number): number {
  const found = graphemes.segment(text).containing(place);
  return found === undefined ? text.length : found.index + found.segment.length;
}

/** Whether no grapheme lies across `place`. */
export function isBetweenGraphemes(text: string, place: number): boolean {
  return place >= text.length || graphemes.segment(text).containing(place)?.index === place;
}

const plainAscii = /^[\x20-\x7e]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a style begins
const styles = /\x1b\[[\d;]*m/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const stylesBetween = /(\x1b\[[\d;]*m)/;
const lineBreak = '\r\n';
const noWidth: Width = { fewest: 0, usual: 0, most: 0 };
const emptyRow: Pick<Width, 'fewest' | 'most'> = noWidth;
const graphemes = new Intl.Segmenter();

function* pieces(text: string): Generator<string> {
  for (const part of text.split(stylesBetween)) {
    if (part.startsWith('\x1b')) yield part;
    else for (const { segment } of graphemes.segment(part)) yield segment;
  }
}

/** Widths of graphemes beyond ASCII, as far as they were asked for. */
const widths = new Map<string, Width>();
const maxWidths = 4_096;

function widthOf(grapheme: string): Width {
  if (plainAscii.test(grapheme)) {
    const { length } = grapheme;
    return { fewest: length, usual: length, most: length };
  }
  let width = widths.get(grapheme);
  if (width === undefined) {
    width = measure(grapheme);
    if (widths.size >= maxWidths) widths.clear();
    widths.set(grapheme, width);
  }
  return width;
}

/**
 * A terminal may go by the grapheme or by its code points; by these a regional indicator has one column or
 * two, and a soft hyphen none or one.
 */
function measure(grapheme: string): Width {
  const whole = stringWidth(grapheme);
  const each = Array.from(grapheme, (character) => stringWidth(character));
  const extra = grapheme.match(/\p{Regional_Indicator}|\u{AD}/gu)?.length ?? 0;
  const sum = each.reduce((total, width) => total + width, 0);
  const most = Math.max(whole, sum + extra);
  return { fewest: Math.min(whole, each[0] ?? 0), usual: whole, most };
}

const require = createRequire(import.meta.url);
let loaded: typeof import('./string-width.ts') | undefined;

/** Loaded with the first text that is not ASCII: most programs never need it. */
function stringWidth(text: string): number {
  loaded ??= require(fileURLToPath(new URL('./string-width.ts', import.meta.url))) as NonNullable<
    typeof loaded
  >;
  return loaded.stringWidth(text);
}
