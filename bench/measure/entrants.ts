import { type Loaded, load, withRunning } from './running.ts';
import type { Effort } from './scenario.ts';
import type { Audience, System } from './system.ts';
import type { Entrant } from './turns.ts';

/** The load of all who take part: a message is over when all its readers have it. */
export interface Shape {
  readonly audience: Audience;
  /** Messages in flight for each sender. */
  readonly window: number;
}

/**
 * Systems as entrants of a comparison; each load has a server of its own, with an empty store.
 *
 * @param own who has to come to the end
 * @param peers who may fail
 */
export function entrantsOf(
  own: readonly System[],
  peers: readonly System[],
  shape: Shape,
  effort: Effort,
): Entrant<Loaded>[] {
  const entrant = (system: System, required: boolean) => ({
    who: system.name,
    required,
    take: () =>
      withRunning(system, shape.audience, (running) => load(running, shape.window, effort)),
  });
  return [
    ...own.map((system) => entrant(system, true)),
    ...peers.map((system) => entrant(system, false)),
  ];
}
