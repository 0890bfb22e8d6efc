import { safeProseAt } from '../../talk/safe-text.ts';
import { emptyRow, type Row, rowsOf } from './row.ts';

/** The text that is being typed, as rows, and where the cursor stands among them. */
export interface InputRows {
  readonly rows: readonly Row[];
  /** Counted from 0, in cells. */
  readonly x: number;
  readonly y: number;
}

/**
 * The line that is being typed, behind its prompt. Of one with more rows than there is room for, those around the
 * cursor are seen.
 *
 * @param prompt harmless already, and styled
 * @param cursor index in `text`
 */
export function inputRows(
  prompt: string,
  { text, cursor }: { readonly text: string; readonly cursor: number },
  columns: number,
  mostRows: number,
): InputRows {
  const safe = safeProseAt(text, cursor, '\n');
  const rows = rowsOf(prompt + safe.text, columns, 'anywhere');
  const before = rowsOf(prompt + safe.text.slice(0, safe.place), columns, 'anywhere');
  const last = before.at(-1) ?? emptyRow;
  const isFull = last.columns >= columns;
  const x = isFull ? 0 : last.columns;
  const y = before.length - 1 + (isFull ? 1 : 0);
  if (y >= rows.length) rows.push(emptyRow);
  const first = Math.max(0, Math.min(y - mostRows + 1, rows.length - mostRows));
  return { rows: rows.slice(first, first + mostRows), x, y: y - first };
}
