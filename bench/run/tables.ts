import type { Figure, Goal } from '../measure/scenario.ts';
import { amountsOf } from './amounts.ts';

/** Cells by row; the first row is the head. */
export type Rows = readonly (readonly string[])[];

/** The figures of a scenario as rows. */
export function figureRows(figures: readonly Figure[]): Rows {
  const rows = figures.map((figure) => {
    const { median, range } = amountsOf(figure);
    return [figure.what, figure.who, median, range];
  });
  return [['what', 'who', 'median', 'min to max'], ...rows];
}

/** The goals of a scenario as rows. */
export function goalRows(goals: readonly Goal[]): Rows {
  const rows = goals.map(({ goal, reached, met }) => [goal, reached, met ? 'yes' : 'no']);
  return [['goal', 'measured', 'reached'], ...rows];
}

/** Rows for a terminal, in columns. */
export function textTable(rows: Rows): string {
  const columns = rows[0] ?? [];
  const widths = columns.map((_, index) =>
    Math.max(...rows.map((row) => (row[index] ?? '').length)),
  );
  const lines = rows.map((row) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)));
  return lines.map((cells) => cells.join('  ').trimEnd()).join('\n');
}

/** Rows as a table of Markdown. */
export function markdownTable(rows: Rows): string {
  const [head = [], ...rest] = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rest.map(line)].join('\n');
}
