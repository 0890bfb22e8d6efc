// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a style begins
const styles = /\x1b\[[\d;]*m/g;
const graphemes = new Intl.Segmenter();

/** The columns of a text where lines are shown: a program has one measure, as it has one place to show them. */
let columnsOf = (text: string): number =>
  Array.from(graphemes.segment(text.replace(styles, ''))).length;

/** Measures the columns of texts in this way from now on; at first each grapheme has one. */
export function measureColumns(measure: (text: string) => number): void {
  columnsOf = measure;
}

/** Rows of cells as lines, with each column as wide as its widest cell; the last row's end is not padded. */
export function columnLines(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => columnsOf(row[column] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - columnsOf(cell)))
      .join('  ')
      .trimEnd(),
  );
}
