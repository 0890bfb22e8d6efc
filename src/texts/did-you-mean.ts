import { nearest } from '../base/nearest.ts';
import { textOf } from './text-of.ts';

/**
 * ` Did you mean serve?` with a space before it, to stand behind a sentence; nothing where no candidate is near.
 *
 * @param shown how the candidate is written in the question
 */
export function didYouMean(
  word: string,
  candidates: readonly string[],
  shown: (candidate: string) => string = (candidate) => candidate,
): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? '' : ` ${textOf('did-you-mean', { candidate: shown(meant) })}`;
}
