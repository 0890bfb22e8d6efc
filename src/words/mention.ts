/*
 * Mentions: a text mentions an account if its name stands in it as a word, with or without `@`, in any case. A name
 * that is only a part of a longer one (`ann` in `ann-marie` or `ann.b`) is none.
 */

/**
 * Finds mentions of one account in texts.
 *
 * @param name folded: of the characters that it may have, only the dot means something in a pattern
 */
export function mentionsOf(name: string): (text: string) => boolean {
  const literal = name.replace(/[.]/g, '\\.');
  const word = `(?<![\\p{L}\\p{N}_]|[\\p{L}\\p{N}_][.-])${literal}(?![.-]?[\\p{L}\\p{N}_])`;
  const pattern = new RegExp(word, 'iu');
  return (text) => pattern.test(text);
}
