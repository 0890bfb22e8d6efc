import { foldText } from './fold.ts';
import {
  areNeighbours,
  gapLetters,
  gapToken,
  isWordCharacter,
  join,
  symbolToken,
  type TextRun,
  textRuns,
  trigram,
  trigramLength,
} from './tokens.ts';

/**
 * A word or a phrase that is looked for. It is found wherever it stands in a text, also within words. Where it has
 * neither a word of three letters nor characters of a script without spaces, that would be nearly everywhere: then it
 * is found where it begins and ends between words.
 */
export class SearchTerm {
  /** Tokens that every text has in which the term is found. Without any, the term is empty. */
  readonly tokens: readonly string[];
  readonly #text: string;
  readonly #beginsWord: boolean;
  readonly #endsWord: boolean;

  /** @param text as a person typed it */
  constructor(text: string) {
    this.#text = foldText(text);
    const runs = [...textRuns(this.#text)];
    const isShort = !runs.some(({ kind, characters }) => {
      return kind === 'dense' || (kind === 'word' && characters.length >= trigramLength);
    });
    this.#beginsWord = isShort && runs[0]?.kind === 'word';
    this.#endsWord = isShort && runs.at(-1)?.kind === 'word';
    const isWhole = ({ begin, end }: TextRun) => isShort || (begin > 0 && end < this.#text.length);
    const inside = runs.flatMap((run) => tokensOfRun(run, isWhole(run)));
    this.tokens = [...new Set([...inside, ...this.#gaps(runs, isShort)])];
  }

  /** Whether it is found in a text that `foldText` gave. */
  isIn(text: string): boolean {
    return this.indexIn(text) >= 0;
  }

  /** Where it is found first in a text that `foldText` gave; -1: nowhere. */
  indexIn(text: string): number {
    let at = text.indexOf(this.#text);
    while (at >= 0 && !this.#fits(text, at)) at = text.indexOf(this.#text, at + 1);
    return at;
  }

  /** Of words at its ends, which may be parts of longer ones, only those with letters enough are sure. */
  #gaps(runs: readonly TextRun[], isShort: boolean): string[] {
    const pairs = runs.slice(1).map((right, index) => [runs[index] as TextRun, right] as const);
    return pairs.flatMap(([left, right]) => {
      const isLeftSure = isShort || left.begin > 0 || left.characters.length >= gapLetters;
      const isAtEnd = right.end === this.#text.length;
      const isRightSure = isShort || !isAtEnd || right.characters.length >= gapLetters;
      const isSure = areNeighbours(left, right) && isLeftSure && isRightSure;
      return isSure ? [gapToken(left, right)] : [];
    });
  }

  #fits(text: string, at: number): boolean {
    if (this.#beginsWord && isWordCharacter(characterBefore(text, at))) return false;
    return !(this.#endsWord && isWordCharacter(characterAt(text, at + this.#text.length)));
  }
}

/** @param isWhole it is not a part of a longer word of the text */
function tokensOfRun({ kind, characters }: TextRun, isWhole: boolean): string[] {
  const { length } = characters;
  if (kind === 'symbol') return [symbolToken(characters)];
  if (kind === 'dense') return pieces(length, 2, (at) => join(characters, at, at + 2));
  if (length < trigramLength) return isWhole ? [join(characters, 0, length)] : [];
  return pieces(length, trigramLength, (at) => trigram(characters, at));
}

/** Pieces side by side, and the last one; those that overlap would find hardly less. */
function pieces(length: number, size: number, pieceAt: (at: number) => string): string[] {
  const found: string[] = [];
  for (let at = 0; at + size < length; at += size) found.push(pieceAt(at));
  found.push(pieceAt(Math.max(0, length - size)));
  return found;
}

function characterAt(text: string, at: number): string | undefined {
  const code = text.codePointAt(at);
  return code === undefined ? undefined : String.fromCodePoint(code);
}

function characterBefore(text: string, at: number): string | undefined {
  if (at === 0) return undefined;
  const isPair = at > 1 && /[\udc00-\udfff]/.test(text.charAt(at - 1));
  return characterAt(text, at - (isPair ? 2 : 1));
}
