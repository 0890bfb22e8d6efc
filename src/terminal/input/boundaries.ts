/** Places in a text that keys move to: graphemes (UAX #29), words, and the rows of a text of several lines. */

const graphemes = new Intl.Segmenter();
const ofWord = /^[\p{L}\p{N}\p{M}_]/u;
const space = /^\s/u;

/** Where the word begins that ends before `place`; `isSpace` takes everything between spaces for a word. */
export function wordBefore(text: string, place: number, isSpace = false): number {
  const before = Array.from(graphemes.segment(text.slice(0, place)));
  const isOfWord = membership(isSpace);
  let left = before.length;
  while (left > 0 && !isOfWord(before[left - 1]?.segment)) left -= 1;
  while (left > 0 && isOfWord(before[left - 1]?.segment)) left -= 1;
  return before[left]?.index ?? place;
}

/** Where the word ends that begins behind `place`. */
export function wordAfter(text: string, place: number): number {
  let isInWord = false;
  for (const { segment, index } of graphemes.segment(text.slice(place))) {
    const isOfWord = ofWord.test(segment);
    if (isInWord && !isOfWord) return place + index;
    isInWord ||= isOfWord;
  }
  return text.length;
}

function membership(isSpace: boolean): (segment: string | undefined) => boolean {
  return (segment = '') => (isSpace ? !space.test(segment) : ofWord.test(segment));
}

/** Where the row begins in which `place` lies. */
export function rowStart(text: string, place: number): number {
  return place === 0 ? 0 : text.lastIndexOf('\n', place - 1) + 1;
}

/** Where the row ends in which `place` lies: before its line feed. */
export function rowEnd(text: string, place: number): number {
  const end = text.indexOf('\n', place);
  return end < 0 ? text.length : end;
}

/** The place in the row above that is as many graphemes from its start; undefined in the first row. */
export function rowAbove(text: string, place: number): number | undefined {
  const start = rowStart(text, place);
  if (start === 0) return undefined;
  return alongRow(text, rowStart(text, start - 1), text.slice(start, place));
}

/** The place in the row below that is as many graphemes from its start; undefined in the last row. */
export function rowBelow(text: string, place: number): number | undefined {
  const end = rowEnd(text, place);
  if (end === text.length) return undefined;
  return alongRow(text, end + 1, text.slice(rowStart(text, place), place));
}

function alongRow(text: string, start: number, like: string): number {
  const steps = Array.from(graphemes.segment(like)).length;
  const row = Array.from(graphemes.segment(text.slice(start, rowEnd(text, start))));
  return start + (row[steps]?.index ?? row.reduce((sum, { segment }) => sum + segment.length, 0));
}
