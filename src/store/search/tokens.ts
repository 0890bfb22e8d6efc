/*
 * The tokens that stand for a text in the index: trigrams of words, short words as a whole, characters and pairs of
 * scripts without spaces, gaps between words, and all other characters. They narrow down which texts are compared, and never decide that
 * a text is a result.
 */

/** Letters of scripts that put no space between words, or join endings to them that people leave out. */
const dense = String.raw`[[\p{L}\p{N}\p{M}]&&[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]]`;
/** Letters and digits of all other scripts. */
const spaced = String.raw`[[\p{L}\p{N}\p{M}]--${dense}]`;

const allRuns = new RegExp(String.raw`(?<word>${spaced}+)|(?<dense>${dense}+)|\S`, 'gv');
const asciiRuns = /(?<word>[a-z0-9]+)|(?<dense>(?!))|\S/g;
const ascii = /^[\x20-\x7e]*$/;
const letter = new RegExp(`^${spaced}$`, 'v');

/** Words of fewer letters have no trigrams. */
export const trigramLength = 3;

/** A run of a folded text: letters and digits, letters of a dense script, or one other character. */
export interface TextRun {
  readonly kind: 'word' | 'dense' | 'symbol';
  /** Its code points. */
  readonly characters: ArrayLike<string>;
  /** Where it begins and ends in the text, in UTF-16 code units. */
  readonly begin: number;
  readonly end: number;
}

/** The runs of a folded text, first to last; white space between them is left out. */
export function* textRuns(text: string): Generator<TextRun> {
  for (const { 0: run, index, groups = {} } of text.matchAll(
    ascii.test(text) ? asciiRuns : allRuns,
  )) {
    const kind =
      groups.word !== undefined ? 'word' : groups.dense !== undefined ? 'dense' : 'symbol';
    const characters = /[\ud800-\udfff]/.test(run) ? Array.from(run) : run;
    yield { kind, characters, begin: index, end: index + run.length };
  }
}

/** Whether a character is a letter or a digit of a script that puts spaces between words. */
export function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && letter.test(character);
}

/** The tokens of a folded text, each once. */
export function tokensOfText(text: string): Set<string> {
  const tokens = new Set<string>();
  let before: TextRun | undefined;
  for (const run of textRuns(text)) {
    const { kind, characters } = run;
    const { length } = characters;
    if (before !== undefined && areNeighbours(before, run)) tokens.add(gapToken(before, run));
    before = run;
    if (kind === 'symbol') tokens.add(symbolToken(characters));
    else if (kind === 'dense') addDense(tokens, characters);
    else if (length < trigramLength) tokens.add(join(characters, 0, length));
    else
      for (let at = 0; at + trigramLength <= length; at += 1) tokens.add(trigram(characters, at));
  }
  return tokens;
}

function addDense(tokens: Set<string>, characters: ArrayLike<string>): void {
  for (let at = 0; at < characters.length; at += 1) {
    tokens.add(join(characters, at, at + 1));
    if (at > 0) tokens.add(join(characters, at - 1, at + 1));
  }
}

/** Whether two runs that follow on each other are words with one space between them. */
export function areNeighbours(left: TextRun, right: TextRun): boolean {
  return left.kind === 'word' && right.kind === 'word' && right.begin === left.end + 1;
}

/** Letters on each side of a gap that its token has. */
export const gapLetters = 2;

/** The token of the gap between two words: a phrase of words that often come together is told from them apart. */
export function gapToken({ characters: left }: TextRun, { characters: right }: TextRun): string {
  const begin = Math.max(0, left.length - gapLetters);
  const end = Math.min(gapLetters, right.length);
  return `${join(left, begin, left.length)}${symbolToken(' ')}${join(right, 0, end)}`;
}

/** The trigram of a word that begins at a character. */
export function trigram(characters: ArrayLike<string>, at: number): string {
  return join(characters, at, at + trigramLength);
}

/** Characters of a run as one text. */
export function join(characters: ArrayLike<string>, begin: number, end: number): string {
  if (typeof characters === 'string') return characters.slice(begin, end);
  return Array.prototype.slice.call(characters, begin, end).join('');
}

/** The tokenizer of the index takes ASCII signs for gaps: they have others, of a private range, in their place. */
export function symbolToken(characters: ArrayLike<string>): string {
  const [symbol = ''] = Array.from(characters);
  return symbol < '\x80' ? String.fromCharCode(0xe000 + symbol.charCodeAt(0)) : symbol;
}

/** A character of a private range, and more than one: no token of a text looks like that. */
const factMark = '\uf8ff';

/** The token of a fact about an entry: who said it, where, that it has a link. */
export function factToken(fact: 'account' | 'room', number: number): string;
export function factToken(fact: 'link'): string;
export function factToken(fact: string, number = 0): string {
  return `${factMark}${fact}${number}`;
}
