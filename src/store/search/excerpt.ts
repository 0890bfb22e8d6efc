import { foldText } from './fold.ts';
import type { SearchTerm } from './term.ts';

/** UTF-16 units of an excerpt: three of them fit into one frame, however they are escaped. */
const excerptLength = 2_000;
/** As many of these stand before the place that was found. */
const leadLength = 500;

/** A text, or the part of a long one where a term is found. */
export function excerptOf(
  text: string,
  terms: readonly SearchTerm[],
): { readonly text: string; readonly cut: boolean } {
  if (text.length <= excerptLength) return { text, cut: false };
  const folded = foldText(text);
  const found = Math.max(0, terms[0]?.indexIn(folded) ?? 0);
  // Folding moves places a little.
  const near = Math.floor((found / folded.length) * text.length);
  const begin = Math.min(Math.max(0, near - leadLength), text.length - excerptLength);
  const part = text.slice(begin, begin + excerptLength);
  return { text: part.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, ''), cut: true };
}
