import { NotStarted } from './running.ts';
import type { Effort } from './scenario.ts';

/** Somebody who takes part in a comparison. */
export interface Entrant<Taken> {
  readonly who: string;
  /** There is no comparison without it: ours, and what shows a limit. Peers may fail. */
  readonly required: boolean;
  /** Measures once. */
  take(): Promise<Taken>;
}

/** The outcome of a comparison. */
export interface Turns<Taken> {
  /** By name, those who came to the end: one value for each repetition. */
  readonly taken: ReadonlyMap<string, readonly Taken[]>;
  /** The entrants that were left out, and why. */
  readonly notes: readonly string[];
}

/**
 * Measures all of them in turn, and that as often as the effort says: A B A B. A peer that fails is left out
 * from there on; in a smoke test only one that does not start.
 *
 * @param what is measured, in a few words
 * @throws whatever one who is required throws
 */
export async function inTurn<Taken>(
  what: string,
  entrants: readonly Entrant<Taken>[],
  effort: Effort,
): Promise<Turns<Taken>> {
  const taken = new Map(entrants.map(({ who }) => [who, [] as Taken[]]));
  const notes: string[] = [];
  for (let repetition = 1; repetition <= effort.repetitions; repetition += 1) {
    for (const entrant of entrants) {
      const values = taken.get(entrant.who);
      if (values === undefined) continue;
      effort.progress(`${what}: ${entrant.who}, repetition ${repetition} of ${effort.repetitions}`);
      try {
        values.push(await entrant.take());
      } catch (error) {
        if (isFatal(error, entrant, effort))
          throw new Error(`${entrant.who}, ${what}`, { cause: error });
        taken.delete(entrant.who);
        notes.push(`${entrant.who} was left out at ${what}: ${(error as Error).message}.`);
      }
    }
  }
  return { taken, notes };
}

function isFatal(error: unknown, { required }: Entrant<unknown>, { quick }: Effort): boolean {
  return required || (quick && !(error instanceof NotStarted));
}
