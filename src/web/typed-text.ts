import type { Offer } from '../talk/screen.ts';

/* The text in the field at the bottom: what is offered for the word at its caret, and pasted texts. */

/** Lines that are pasted without a question. */
const pastedUnasked = 10;

/** The number of lines of a pasted text if they are so many that the person is asked first; else undefined. */
export function linesToAskAbout(pasted: string): number | undefined {
  const count = pasted.replace(/\r?\n$/, '').split(/\r\n|\r|\n/).length;
  return count > pastedUnasked ? count : undefined;
}

/** Candidates that are offered at a time. */
const mostOffered = 8;

/**
 * The candidates to be shown for the word before the caret: of commands, rooms, people behind an `@`, emojis.
 *
 * @param complete gives the offer of Tab, of which plain words are left out
 */
export function offeredFor(before: string, complete: (before: string) => Offer): Offer {
  const word = /\S*$/.exec(before)?.[0] ?? '';
  const isMarked = /^[#@]|^:\S\S/.test(word) || (word.startsWith('/') && word === before);
  if (!isMarked) return [[], word];
  const [candidates, replaced] = complete(before);
  // A word that is complete needs no offer.
  const others = candidates.filter((candidate) => candidate.trim() !== word);
  return [others.slice(0, mostOffered), replaced];
}

/** A text, and the place of its caret. */
export interface TypedText {
  readonly text: string;
  readonly caret: number;
}

/** With a candidate in the place of the word before the caret. */
export function completed(
  { text, caret }: TypedText,
  replaced: string,
  candidate: string,
): TypedText {
  const before = text.slice(0, caret - replaced.length) + candidate;
  return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length };
}

/** Lines that were entered, for Up and Down. */
export class EnteredLines {
  readonly #lines: string[] = [];
  #place = 0;

  /** A line was entered. */
  add(line: string): void {
    if (line !== '' && line !== this.#lines.at(-1)) this.#lines.push(line);
    if (this.#lines.length > 100) this.#lines.shift();
    this.#place = this.#lines.length;
  }

  /** The line before the one that is shown, or behind it; undefined: there is none. */
  step(by: -1 | 1): string | undefined {
    const place = this.#place + by;
    if (place < 0 || place > this.#lines.length) return undefined;
    this.#place = place;
    return this.#lines[place] ?? '';
  }
}
