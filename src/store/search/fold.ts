/*
 * How texts are compared in a search: without regard to case, accents, the width of characters, and white space.
 */

const ascii = /^[\x20-\x7e]*$/;
/** White space and control characters. */
const gaps = /[\s\p{Cc}]+/gu;
/** Accents, but for the breve that makes another letter of и. */
const accents = /(?<!и)[\u0300-\u036f]|(?<=и)(?!\u0306)[\u0300-\u036f]/gu;

/**
 * The form in which texts are compared: lower case, `ß` as `ss`, letters without accents (`é` as `e`, `ё` as `е`; but
 * `й` stays), characters of one width (Unicode NFKC, UAX #15), one space for each gap, none at the ends.
 */
export function foldText(text: string): string {
  const lower = text.toLowerCase();
  if (ascii.test(lower) && !lower.includes('  ')) return lower.trim();
  return lower
    .normalize('NFKD')
    .replace(accents, '')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ς', 'σ')
    .replace(gaps, ' ')
    .trim();
}
