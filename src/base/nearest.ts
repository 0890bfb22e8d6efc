/**
 * How many letters have to be added, taken away, replaced or swapped with their neighbour to make
 * `right` of `left` (Damerau-Levenshtein, each letter touched once).
 */
export function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, right.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

/** Longest word that is compared; nothing of ours is longer. */
const maxLength = 32;

/**
 * The candidate that somebody who typed `word` most likely meant: the one with the smallest edit
 * distance, up to a third of its length and one at least, or one that begins with the word.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word === '' || word.length > maxLength) return undefined;
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((left, right) => left.distance - right.distance);
  return ranked[0]?.candidate ?? candidates.find((candidate) => candidate.startsWith(word));
}

/**
 * ` Did you mean serve?` with a space before it, to stand behind a sentence; nothing where no candidate
 * is near.
 *
 * @param shown how the candidate is written in the question
 */
export function didYouMean(
  word: string,
  candidates: readonly string[],
  shown: (candidate: string) => string = (candidate) => candidate,
): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? '' : ` Did you mean ${shown(meant)}?`;
}
