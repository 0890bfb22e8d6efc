import { setTimeout as delay } from 'node:timers/promises';
import { Chance } from '../support/chance.ts';
import { LineUnderLoad, type Verdict } from './line-under-load.ts';
import type { Counts } from './load-report.ts';

/** How one store is put to the test. */
export interface CrashSeriesOptions {
  /** Times the server is killed. */
  readonly rounds: number;
  /** Repeats the moments of the kills, as far as the speed of the machine does. */
  readonly seed: number;
  /** Called after each kill. */
  readonly onKilled?: () => void;
}

/** The result of a series. */
export interface CrashSummary extends Verdict {
  /** Rounds in which messages were acknowledged. */
  readonly roundsWithAcknowledgements: number;
  /** Acknowledgements that a kill kept back, of messages stored before it; they came from the next server. */
  readonly lostAcknowledgements: number;
}

/** Where in its life a server is killed. */
type Moment = 'starting' | 'resuming' | 'committing';

/** Longest time from the beginning of each moment to the kill, in milliseconds. */
const longestMs: Readonly<Record<Moment, number>> = { starting: 250, resuming: 60, committing: 60 };

/** Of ten kills eight come while commits are under way, one at the start, one as clients return. */
function momentOf(round: number): Moment {
  if (round % 10 === 3) return 'starting';
  return round % 10 === 7 ? 'resuming' : 'committing';
}

/**
 * Kills a server under load again and again, starts it on the same folder and port each time, lets
 * everything come to rest, and holds what the clients were told against what is stored.
 */
export async function runCrashSeries(options: CrashSeriesOptions): Promise<CrashSummary> {
  const line = new LineUnderLoad();
  try {
    line.startServer();
    await line.serverReady();
    line.startLoad();
    const counts = await killAgainAndAgain(line, options);
    return summaryOf(await line.finish(), counts, options.rounds);
  } finally {
    await line.end();
  }
}

/** Returns how far the load had come before the first kill and after each; ends when it stands still. */
async function killAgainAndAgain(
  line: LineUnderLoad,
  { rounds, seed, onKilled }: CrashSeriesOptions,
): Promise<Counts[]> {
  const chance = new Chance(seed);
  const first = await line.load.counts();
  const counts = [first];
  for (let round = 0; round < rounds; round += 1) {
    const moment = momentOf(round);
    const { delivered } = counts.at(-1) ?? first;
    if (moment !== 'starting') await line.serverReady();
    if (moment === 'committing' && !(await goesOn(line, delivered))) break;
    await delay(chance.below(longestMs[moment]));
    await line.server.kill();
    counts.push(await line.load.counts());
    onKilled?.();
    line.startServer();
  }
  return counts;
}

async function goesOn({ load }: LineUnderLoad, delivered: number): Promise<boolean> {
  const counts = await load.counts(delivered);
  return counts.delivered > delivered;
}

function summaryOf(verdict: Verdict, counts: readonly Counts[], planned: number): CrashSummary {
  const rounds = counts.length - 1;
  const roundsWithAcknowledgements = counts.filter(
    ({ acknowledged }, index) => acknowledged > (counts[index - 1]?.acknowledged ?? acknowledged),
  ).length;
  const lostAcknowledgements = counts.at(-1)?.lostAcknowledgements ?? 0;
  const loadMissed = [
    ...(rounds === planned ? [] : [`the load stood still after ${rounds} kills`]),
    ...(roundsWithAcknowledgements >= rounds * 0.6
      ? []
      : [`the load was there in ${roundsWithAcknowledgements} of ${rounds} rounds only`]),
    ...(lostAcknowledgements > 0 ? [] : ['no kill came between a commit and its acknowledgement']),
  ];
  return {
    ...verdict,
    roundsWithAcknowledgements,
    lostAcknowledgements,
    violations: [...loadMissed, ...verdict.violations],
  };
}
