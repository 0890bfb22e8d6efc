import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Ruler } from './ruler.ts';
import { TypedLine } from './typed-line.ts';

const columns = 12;
/** A movement of ECMA-48 with its count, or any character. */
const pieces = /\p{Cc}\[(\d*)([A-Z])|[\s\S]/gu;
const wide = /[\u{4e00}-\u{9fff}]/u;

/** How a terminal cuts text into what has a width, and how wide that is. */
interface Measure {
  cut(text: string): Iterable<RegExpExecArray | [string]>;
  width(piece: string): number;
}

const byCharacter: Measure = {
  cut: (text) => text.matchAll(pieces),
  width: (piece) => (wide.test(piece) ? 2 : 1),
};

/** A terminal that joins emoji and marks. */
const byGrapheme: Measure = {
  *cut(text) {
    for (const part of text.split(/(\p{Cc}\[\d*[A-Z]|\p{Cc})/u)) {
      const movement = /^\p{Cc}\[(\d*)([A-Z])$/u.exec(part);
      if (movement) yield movement;
      else for (const { segment } of new Intl.Segmenter().segment(part)) yield [segment];
    }
  },
  width: (piece) =>
    /\p{Emoji_Presentation}|\p{Regional_Indicator}/u.test(piece) ? 2 : byCharacter.width(piece),
};

/** Older terminals: each code point by itself; flags are two letters of one column or two. */
const byCodePoint = (letter: 1 | 2): Measure => ({
  cut: byCharacter.cut,
  width(piece) {
    if (/\u{200d}|\p{Mn}/u.test(piece)) return 0;
    if (/\p{Regional_Indicator}/u.test(piece)) return letter;
    return byGrapheme.width(piece);
  },
});

/** A naive terminal: endless rows, a width, wide characters, and the few movements that are used. */
class Paper {
  readonly rows: string[][] = [[]];
  row = 0;
  column = 0;
  readonly #measure: Measure;

  constructor(measure = byCharacter) {
    this.#measure = measure;
  }

  write(text: string): void {
    for (const [piece, count, movement] of this.#measure.cut(text)) {
      if (movement === undefined) this.#put(piece);
      else this.#move(movement, Number(count || 1));
    }
  }

  #put(character: string): void {
    if (character === '\r') this.column = 0;
    else if (character === '\n') this.row += 1;
    else {
      const width = this.#measure.width(character);
      if (width === 0) {
        const row = this.#at(this.row);
        row[this.column - 1] += character;
        return;
      }
      if (this.column + width > columns) {
        this.row += 1;
        this.column = 0;
      }
      const row = this.#at(this.row);
      row[this.column] = character;
      for (let next = 1; next < width; next++) row[this.column + next] = '';
      this.column += width;
    }
  }

  #move(movement: string, count: number): void {
    if (movement === 'A') this.row = Math.max(0, this.row - count);
    if (movement === 'C') this.column = Math.min(columns - 1, this.column + count);
    if (movement === 'K') this.#at(this.row).length = this.column;
    if (movement === 'J') {
      this.#at(this.row).length = Math.min(this.#at(this.row).length, this.column);
      this.rows.length = this.row + 1;
    }
  }

  #at(row: number): string[] {
    while (this.rows.length <= row) this.rows.push([]);
    return this.rows[row] as string[];
  }

  /** All rows, without the spaces at their ends. */
  text(): string {
    return this.rows
      .map((row) =>
        Array.from(row, (cell) => cell ?? ' ')
          .join('')
          .trimEnd(),
      )
      .join('\n')
      .trimEnd();
  }
}

const ruler = new Ruler(columns);

/** The line as it has to look, written on fresh paper. */
function fresh(text: string): string {
  const paper = new Paper();
  paper.write(text);
  return paper.text();
}

describe('TypedLine', () => {
  test('writes only what was added when typing goes on at the end', () => {
    const typed = new TypedLine(ruler);
    typed.show('> ', 'hell', 4);
    assert.equal(typed.show('> ', 'hello', 5), 'o');
    assert.equal(typed.show('> ', 'hello', 5), '');
  });

  test('writes nothing to erase what is not shown', () => {
    const typed = new TypedLine(ruler);
    assert.equal(typed.erase(), '');
    typed.show('> ', 'x', 1);
    typed.forget();
    assert.equal(typed.erase(), '');
  });

  test('passes what is typed through the door for strangers’ bytes', () => {
    assert.equal(new TypedLine(ruler).show('> ', 'a\x1b[2J', 5), '> a\u{fffd}[2J');
  });

  const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '你', '好'), maxLength: 40 });
  const step = fc.oneof(
    fc.record({ printed: fc.string({ unit: fc.constantFrom('p', '世'), maxLength: 30 }) }),
    fc.record({ typed: line, cursor: fc.nat({ max: 40 }), added: fc.boolean() }),
  );

  test('leaves exactly the printed lines and the typed one, whatever was typed and printed', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const paper = new Paper();
        const typed = new TypedLine(ruler);
        let text = '';
        let cursor = 0;
        let printed = '';
        for (const each of steps) {
          if ('printed' in each) {
            paper.write(`${typed.erase()}${each.printed}\r\n`);
            printed += `${each.printed}\r\n`;
          } else {
            text = each.added ? text + each.typed.slice(0, 3) : each.typed;
            cursor = each.added ? text.length : Math.min(each.cursor, text.length);
          }
          paper.write(typed.show('> ', text, cursor));
          assert.equal(paper.text(), fresh(`${printed}> ${text}`));
          const before = ruler.layOut(`> ${text.slice(0, cursor)}`);
          const rows = fresh(`${printed}.`).split('\n').length - 1;
          assert.deepEqual(
            { row: paper.row, column: paper.column },
            { row: rows + before.rows, column: before.columns },
          );
        }
      }),
    );
  });

  const measures = {
    'by the grapheme': byGrapheme,
    'by the code point': byCodePoint(1),
    'by the code point, with wide letters in flags': byCodePoint(2),
  };
  const graphemes = ['a', '你', '🇩🇪', '👩‍👩‍👧', '👍🏽', 'नि', 'e\u{301}', '🎉'];
  const drawn = fc.record({
    typed: fc.array(fc.constantFrom(...graphemes), { maxLength: 20 }),
    cursor: fc.nat({ max: 20 }),
    added: fc.boolean(),
  });
  for (const [how, measure] of Object.entries(measures)) {
    test(`erases no printed line and leaves nothing typed on a terminal that measures ${how}`, () => {
      fc.assert(
        fc.property(fc.array(drawn, { maxLength: 8 }), (steps) => {
          const paper = new Paper(measure);
          const typed = new TypedLine(ruler);
          let text: string[] = [];
          for (const [index, { typed: next, cursor: wanted, added }] of steps.entries()) {
            text = added ? [...text, ...next.slice(0, 2)] : next;
            const cursor = added ? text.length : Math.min(wanted, text.length);
            const line = text.join('');
            const before = text.slice(0, cursor).join('');
            paper.write(`${typed.erase()}line ${index}\r\n`);
            paper.write(typed.show('> ', line, before.length));
            const printed = Array.from({ length: index + 1 }, (_, each) => `line ${each}\n`).join(
              '',
            );
            assert.equal(paper.text().slice(0, printed.length), printed);
            const shown = paper.rows.slice(index + 1).map((row) => row.join(''));
            assert.equal(shown.join('').trimEnd(), `> ${line}`.trimEnd());
            const left = paper.rows.slice(index + 1, paper.row);
            left.push(paper.rows[paper.row]?.slice(0, paper.column) ?? []);
            assert.equal(left.flat().join('').trimEnd(), `> ${before}`.trimEnd());
          }
        }),
        { numRuns: 300 },
      );
    });
  }
});
