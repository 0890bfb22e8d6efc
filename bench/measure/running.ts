import { type LoadEvent, type Phase, phasesOf, runLoad, type Verified } from './load.ts';
import type { Credit, Plan } from './plan.ts';
import type { Effort } from './scenario.ts';
import type { Audience, RunningSystem, System } from './system.ts';
import { withFolder } from './temporary.ts';
import { textBytes } from './text.ts';

/** A system did not start for an audience. */
export class NotStarted extends Error {}

/**
 * Starts a system in an empty folder for as long as it is used.
 *
 * @throws NotStarted
 */
export function withRunning<Result>(
  system: System,
  audience: Audience,
  use: (running: RunningSystem) => Promise<Result>,
): Promise<Result> {
  return withFolder(async (folder) => {
    const running = await start(system, folder, audience);
    try {
      return await use(running);
    } finally {
      await running.stop();
    }
  });
}

async function start(system: System, folder: string, audience: Audience): Promise<RunningSystem> {
  try {
    return await system.start({ folder, audience });
  } catch (error) {
    throw new NotStarted((error as Error).message, { cause: error });
  }
}

/** The result of a load. */
export interface Loaded {
  readonly run: Phase;
  readonly verified: Verified;
}

/**
 * Loads a system once: a warmup, a run, the check of all that arrived.
 *
 * @throws Error also when no message was over within the run, unless it is a smoke test
 */
export async function load(
  running: RunningSystem,
  window: number,
  effort: Effort,
  credit: Credit = 'delivered',
): Promise<Loaded> {
  const assertGoesOn = (event: LoadEvent) => {
    const isIdle = event.event === 'phase' && event.name === 'run' && event.completed === 0;
    if (isIdle && !effort.quick) throw new Error('no message was over within the run');
  };
  const events = await runLoad(planOf(running, window, effort, credit), assertGoesOn);
  const [run] = phasesOf(events, 'run');
  const verified = events.find((event) => event.event === 'verified');
  if (run === undefined || verified === undefined) throw new Error('the load reported no run');
  return { run, verified };
}

/** The plan of such a load. */
export function planOf(
  { host, port, connections, echo, answer, ramp }: RunningSystem,
  window: number,
  { warmupMs, runMs }: Effort,
  credit: Credit = 'delivered',
): Plan {
  return {
    ...{ host, port, connections, echo, window, textBytes, credit, warmupMs, runMs },
    ...(answer === undefined ? {} : { answer }),
    ...(ramp === undefined ? {} : { ramp }),
  };
}

/** Messages a second that were over. */
export function completedRate({ completed, seconds }: Phase): number {
  return completed / seconds;
}

/** Deliveries a second, counted for each reader. */
export function deliveryRate({ deliveries, seconds }: Phase): number {
  return deliveries / seconds;
}
