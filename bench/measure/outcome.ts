import type { Outcome } from './scenario.ts';

/** Several outcomes as one, in their order. */
export function together(outcomes: readonly Outcome[]): Outcome {
  return {
    figures: outcomes.flatMap(({ figures }) => figures),
    goals: outcomes.flatMap(({ goals }) => goals),
    notes: outcomes.flatMap(({ notes }) => notes),
  };
}
