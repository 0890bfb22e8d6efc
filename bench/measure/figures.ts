import type { Figure } from './scenario.ts';
import type { Turns } from './turns.ts';

/** A figure of each of those who came to the end of a comparison, in their order. */
export function figuresOf<Taken>(
  what: string,
  unit: Figure['unit'],
  { taken }: Pick<Turns<Taken>, 'taken'>,
  value: (taken: Taken) => number,
): Figure[] {
  return [...taken].map(([who, values]) => ({ what, who, unit, values: values.map(value) }));
}

/** The figure of one who is known to be among them. */
export function figureOf(figures: readonly Figure[], who: string, what?: string): Figure {
  const found = figures.find(
    (figure) => figure.who === who && (what === undefined || figure.what === what),
  );
  if (found === undefined) throw new Error(`there is no figure of ${who}`);
  return found;
}

/** Figures of those systems only. */
export function figuresBy(
  figures: readonly Figure[],
  systems: readonly { readonly name: string }[],
): Figure[] {
  return figures.filter(({ who }) => systems.some(({ name }) => name === who));
}

/** A number with thousands separators: `1,000`. */
export function written(count: number): string {
  return count.toLocaleString('en', { maximumFractionDigits: 0 });
}
