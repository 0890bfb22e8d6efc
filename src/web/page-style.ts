import { nameColour, type Style } from '../talk/style.ts';

/* How the words of answers and notices look on the page: styled as on a terminal (ECMA-48, SGR), then taken apart. */

/** Colours that names have; the style sheet has a class for each. */
export const nameColours = 8;

function rendition(start: string, end: number): (text: string) => string {
  return (text) => `\x1b[${start}m${text}\x1b[${end}m`;
}

/** The style of what commands print. */
export const pageStyle: Style = {
  strong: rendition('1', 22),
  faint: rendition('2', 22),
  error: rendition('31', 39),
  warning: rendition('33', 39),
  accent: rendition('36', 39),
  found: rendition('1', 22),
  name: (text) => rendition(`38;5;${nameColour(text, nameColours)}`, 39)(text),
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a style begins
const dashes = /^(\x1b\[2m)?--(\x1b\[22m)? /gm;

/** A text without the dashes that set lines of a terminal apart from what people say: a page has colours for that. */
export function withoutDashes(text: string): string {
  return text.replace(dashes, '$1$2');
}

/** A part of a printed text, and how it looks. */
export interface StyledPiece {
  readonly text: string;
  /** Names of classes, with spaces between them; empty: as everything. */
  readonly look: string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a style begins
const sequence = /\x1b\[([\d;]*)m/;

/** The weights and colours of {@link pageStyle}, by their sequences. */
const weights: Readonly<Record<string, string>> = { '1': 'strong', '2': 'faint', '22': '' };
const colours: Readonly<Record<string, string>> = {
  '31': 'error',
  '33': 'warning',
  '36': 'accent',
  '39': '',
};

/** Takes a text with the sequences of {@link pageStyle} apart; others are left out. */
export function styledPieces(text: string): StyledPiece[] {
  let [weight, colour] = ['', ''];
  const pieces: StyledPiece[] = [];
  for (const [index, part] of text.split(sequence).entries()) {
    if (index % 2 === 0) {
      const look = [weight, colour].filter((one) => one !== '').join(' ');
      if (part !== '') pieces.push({ text: part, look });
      continue;
    }
    weight = weights[part] ?? weight;
    colour = colours[part] ?? (part.startsWith('38;5;') ? `name-${part.slice(5)}` : colour);
  }
  return pieces;
}

/** Where the last column of a printed line begins, in characters: behind its last two spaces. */
export function lastColumn(line: string): number {
  const plain = styledPieces(line)
    .map(({ text }) => text)
    .join('');
  return /^.*\s{2}(?=\S)|^/s.exec(plain)?.[0].length ?? 0;
}
