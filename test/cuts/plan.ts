import type { Chance } from '../support/chance.ts';
import type { Cut } from '../support/cutting-proxy.ts';

/* Everything that a run leaves to chance. */

/** One thing that somebody does, or that happens to the server. */
export type Step = 'post' | 'wait' | 'restart' | 'leave' | 'vanish' | 'newcomer' | 'second device';

/** Weights: most steps are posts, and what costs time is rare. */
const weights: Readonly<Record<Step, number>> = {
  post: 80,
  wait: 12,
  leave: 3,
  vanish: 3,
  restart: 1,
  newcomer: 1,
  'second device': 1,
};

const stepsPerRun = { least: 6, most: 16 };
/** A resumed login with some posts takes about so many bytes in either direction. */
const bytesOfVisit = 2_500;
const longTexts = 0.06;
const longText = ' and so on, über alles 🎈'.repeat(120);

/** A whole number from `least` up to `most`. */
function between(chance: Chance, least: number, most: number): number {
  return least + Math.floor(chance.below(most - least + 1));
}

/** One of some. */
export function oneOf<Item>(chance: Chance, items: readonly Item[]): Item {
  return items[Math.floor(chance.below(items.length))] as Item;
}

/** Whether something happens that happens so often, from 0 to 1. */
export function happens(chance: Chance, probability: number): boolean {
  return chance.below(1) < probability;
}

/** The steps of a run. */
export function stepsOf(chance: Chance): Step[] {
  const count = between(chance, stepsPerRun.least, stepsPerRun.most);
  const bag = Object.entries(weights).flatMap(([step, weight]) =>
    Array<Step>(weight).fill(step as Step),
  );
  return Array.from({ length: count }, () => oneOf(chance, bag));
}

/** The fates of the next connections; those that come later are left alone. */
export function cutsOf(chance: Chance, people: number): Cut[] {
  return Array.from({ length: between(chance, 1, 2 * people) }, () => cutOf(chance));
}

function cutOf(chance: Chance): Cut {
  const mostBytes = happens(chance, 0.5) ? bytesOfVisit / 3 : bytesOfVisit;
  return {
    direction: oneOf(chance, ['toServer', 'toClient'] as const),
    afterBytes: happens(chance, 0.9) ? between(chance, 0, mostBytes) : Number.POSITIVE_INFINITY,
    how: oneOf(chance, ['close', 'close', 'reset', 'reset', 'stall'] as const),
    pieceBytes: happens(chance, 0.12) ? 1 : undefined,
    delayMs: happens(chance, 0.2) ? between(chance, 1, 5) : undefined,
  };
}

/** A text that differs from all others by its number. */
export function textOf(chance: Chance, number: number): string {
  return `number ${number}${happens(chance, longTexts) ? longText : ''}`;
}
