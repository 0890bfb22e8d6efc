import type { Figure, Goal } from './scenario.ts';
import { median, told } from './values.ts';

/** The figure with the highest median; undefined when there are none. */
export function best(figures: readonly Figure[]): Figure | undefined {
  return figures.toSorted((left, right) => median(right.values) - median(left.values))[0];
}

/** How many times the other figure this one is: one ratio for each repetition that both have. */
export function ratios(figure: Figure, other: Figure): number[] {
  return figure.values.flatMap((value, index) => {
    const base = other.values[index];
    return base === undefined ? [] : [value / base];
  });
}

/**
 * The goal that a figure is at least `factor` times another, held by the median of the ratios.
 *
 * @param name what the other is called: `the best peer (NATS)`; its own name if left out
 */
export function atLeast(figure: Figure, factor: number, other: Figure, name = other.who): Goal {
  const values = ratios(figure, other);
  return {
    goal: `${figure.what}: at least ${times(factor)}${name}`,
    reached: told(values, 'x', 2),
    met: median(values) >= factor,
  };
}

/** The same with the best of some figures; no goal when there are none. */
export function atLeastBest(
  figure: Figure,
  factor: number,
  others: readonly Figure[],
  name = 'the best peer',
): Goal[] {
  const other = best(others);
  return other === undefined ? [] : [atLeast(figure, factor, other, `${name} (${other.who})`)];
}

/** The goal that a figure is at most `factor` times another. */
export function atMost(figure: Figure, factor: number, other: Figure, name = other.who): Goal {
  const values = ratios(figure, other);
  return {
    goal: `${figure.what}: at most ${times(factor)}${name}`,
    reached: told(values, 'x', 2),
    met: median(values) <= factor,
  };
}

function times(factor: number): string {
  return factor === 1 ? '' : `${factor} x `;
}
