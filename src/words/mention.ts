/* Whether a text calls somebody. */

/**
 * Whether a text holds a name as a word of its own, with or without an `@` in front, in capitals or not.
 *
 * @param name as an account has it: folded
 */
export function isMentioned(text: string, name: string): boolean {
  // Most texts hold no such letters at all: no pattern is made for them.
  if (!text.toLowerCase().includes(name)) return false;
  const word = name.replaceAll('.', '\\.');
  return new RegExp(`(?<![\\p{L}\\p{N}._-])${word}(?![._-]*[\\p{L}\\p{N}])`, 'iu').test(text);
}

/** Whether a text holds one of these words anywhere, in capitals or not. */
export function holdsWord(text: string, words: readonly string[]): boolean {
  if (words.length === 0) return false;
  const lower = text.toLowerCase();
  return words.some((word) => lower.includes(word.toLowerCase()));
}
