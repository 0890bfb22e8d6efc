import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** A table: rows of cells by the head of their column. */
export type Table = readonly Readonly<Record<string, string>>[];

/** A heading with what stands under it, up to the next heading of any level. */
interface Section {
  readonly level: number;
  readonly title: string;
  readonly lines: readonly string[];
}

/** A page of documentation, read strictly: what is not as it should be is an assertion that fails. */
export class Page {
  readonly text: string;
  readonly #sections: readonly Section[];

  /** @param name of the file in docs/ */
  constructor(name: string) {
    this.text = readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
    this.#sections = sectionsOf(this.text);
  }

  /** Titles of the headings one level below a heading. */
  titlesUnder(path: string): string[] {
    const [start, level] = this.#find(path);
    return this.#below(start, level)
      .filter((section) => section.level === level + 1)
      .map(({ title }) => title);
  }

  /** The tables right under a heading, in order; `path` is titles joined by ` > `. */
  tables(path: string): Table[] {
    return tablesOf(this.#sections[this.#find(path)[0]]?.lines ?? []);
  }

  /** The only table under a heading. */
  table(path: string): Table {
    const [table, ...more] = this.tables(path);
    assert.ok(table && more.length === 0, `one table stands under "${path}"`);
    return table;
  }

  /** The words right under a heading, on one line. */
  words(path: string): string {
    const lines = this.#sections[this.#find(path)[0]]?.lines ?? [];
    return lines.filter((line) => !line.startsWith('|')).join(' ');
  }

  /** Whether anything but words stands right under a heading. */
  hasTable(path: string): boolean {
    return this.tables(path).length > 0;
  }

  /** Anchors of all headings, as links name them. */
  anchors(): Set<string> {
    return new Set(
      this.#sections.map(({ title }) =>
        title
          .toLowerCase()
          .replace(/[^\w\s-]/g, '')
          .replaceAll(' ', '-'),
      ),
    );
  }

  #find(path: string): [index: number, level: number] {
    let start = -1;
    let level = 0;
    for (const title of path.split(' > ')) {
      const below = start === -1 ? this.#sections : this.#below(start, level);
      const found = below.find((section) => section.title === title);
      assert.ok(found, `there is a heading "${path}"`);
      start = this.#sections.indexOf(found);
      level = found.level;
    }
    return [start, level];
  }

  #below(start: number, level: number): readonly Section[] {
    const after = this.#sections.slice(start + 1);
    const end = after.findIndex((section) => section.level <= level);
    return end === -1 ? after : after.slice(0, end);
  }
}

function sectionsOf(text: string): Section[] {
  const sections: { level: number; title: string; lines: string[] }[] = [];
  let isCode = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) isCode = !isCode;
    const heading = isCode ? null : /^(#+) (.+)$/.exec(line);
    if (heading === null) sections.at(-1)?.lines.push(line);
    else {
      const [, marks = '', title = ''] = heading;
      sections.push({ level: marks.length, title, lines: [] });
    }
  }
  return sections;
}

function tablesOf(lines: readonly string[]): Table[] {
  const tables: string[][] = [];
  let isOpen = false;
  for (const line of lines) {
    const isRow = line.startsWith('|');
    if (isRow && !isOpen) tables.push([]);
    if (isRow) tables.at(-1)?.push(line);
    isOpen = isRow;
  }
  return tables.map(tableOf);
}

function tableOf([head = '', rule = '', ...rows]: readonly string[]): Table {
  const columns = cellsOf(head);
  assert.match(rule, /^\|(-+\|)+$/, `a rule stands under ${head}`);
  return rows.map((row) => {
    const cells = cellsOf(row);
    assert.equal(cells.length, columns.length, `the row has a cell for each column: ${row}`);
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  });
}

/** Cells of a row, with `\|` for a bar inside one. */
function cellsOf(row: string): string[] {
  assert.ok(row.startsWith('|') && row.endsWith('|'), `the row has a bar at both ends: ${row}`);
  return row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** The text between backquotes in a cell that holds nothing else. */
export function codeIn(cell: string | undefined): string {
  const code = /^`([^`]+)`$/.exec(cell ?? '')?.[1];
  assert.ok(code !== undefined, `the cell is code: ${cell}`);
  return code;
}
