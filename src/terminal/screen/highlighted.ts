import type { Drawing } from './drawing.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a style begins
const sgr = /(\x1b\[\d*m)/;

/** A styled text in which the words that were searched for stand out, in any case of letters. */
export function highlighted(text: string, { style, searched = '' }: Drawing): string {
  const word = searched.trim();
  if (word === '') return text;
  const pattern = new RegExp(word.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'), 'giu');
  return text
    .split(sgr)
    .map((part) =>
      part.startsWith('\x1b') ? part : part.replace(pattern, (found) => style.found(found)),
    )
    .join('');
}
