import { partyline } from '../line/partyline.ts';
import { figuresOf, written } from '../measure/figures.ts';
import { type LoadEvent, type Phase, runLoad } from '../measure/load.ts';
import { anonymousBytes, rssBytes } from '../measure/process-figures.ts';
import { completedRate, planOf, withRunning } from '../measure/running.ts';
import type { Effort, Goal, Scenario } from '../measure/scenario.ts';
import type { RunningSystem } from '../measure/system.ts';
import { type Entrant, inTurn, type Turns } from '../measure/turns.ts';
import { median, told } from '../measure/values.ts';

const window = 64;
const full = { readers: 1_000 };
const brief = { readers: 3 };

/** The stop lasts so many runs, and at most so long in milliseconds: a client is lost after 60 s. */
const stopRuns = 5;
const mostStopMs = 30_000;

/** The goals: the rate of the others falls by this at most, and the server needs so many bytes more. */
const leastRate = 0.95;
const mostBytes = 512 * 1024;

const stopping = 'one reader stops';
const control = 'nobody stops';

/** A phase of a load, with the memory of the server at its end, in bytes. */
interface Moment {
  readonly phase: Phase;
  readonly rss: number;
  readonly anonymous: number;
}

/** While all read, and while one does not. */
interface Taken {
  readonly before: Moment;
  readonly during: Moment;
}

/** Scenario H: what a reader who does not read costs the others. */
export const stoppedReader: Scenario = {
  letter: 'H',
  title: 'A reader that stops',
  method:
    `One connection sends to 1,000 others with ${window} messages in flight. One more reader gets all as ` +
    'well; then it reads nothing for five times the length of a run (30 s at most), with its connection ' +
    'open and a receive buffer of 64 KiB, while the rate and the p99 of the others are taken again. After ' +
    'that it reads on and has to get every message once and in order. The memory is that of the server ' +
    'process (VmRSS, and its anonymous part alone, RssAnon), read at the end of both times. What V8 keeps ' +
    'for new objects moves it by megabytes, whoever reads; so the same load is run without the stop as ' +
    'well, in turn, and the goal is about the difference of the two. Each load has a server of its own.',
  async run(effort) {
    const { readers } = effort.quick ? brief : full;
    const what = `${written(readers)} readers, ${window} in flight`;
    const entrants = [entrantOf(readers, true, effort), entrantOf(readers, false, effort)];
    const turns = await inTurn(what, entrants, effort);
    return {
      figures: [
        ...figuresOf('rate while all read', 'messages/s', turns, ({ before }) => rateOf(before)),
        ...figuresOf('rate after that', 'messages/s', turns, ({ during }) => rateOf(during)),
        ...figuresOf('p99 while all read', 'us', turns, ({ before }) => before.phase.p99),
        ...figuresOf('p99 after that', 'us', turns, ({ during }) => during.phase.p99),
        ...figuresOf('VmRSS while all read', 'bytes', turns, ({ before }) => before.rss),
        ...figuresOf('VmRSS after that', 'bytes', turns, ({ during }) => during.rss),
        ...figuresOf('RssAnon while all read', 'bytes', turns, ({ before }) => before.anonymous),
        ...figuresOf('RssAnon after that', 'bytes', turns, ({ during }) => during.anonymous),
      ],
      goals: [rateGoal(turns), memoryGoal(turns)],
      notes: [noise(turns), ...turns.notes],
    };
  },
};

function entrantOf(readers: number, stops: boolean, effort: Effort): Entrant<Taken> {
  const audience = { groups: 1, senders: 1, readers: readers + 1, talkers: 0 };
  return {
    who: stops ? stopping : control,
    required: true,
    take: () => withRunning(partyline, audience, (running) => take(running, stops, effort)),
  };
}

async function take(running: RunningSystem, stops: boolean, effort: Effort): Promise<Taken> {
  const connections = running.connections.map((connection, index) =>
    stops && index === running.connections.length - 1
      ? { ...connection, stalls: true }
      : connection,
  );
  const stallMs = Math.min(stopRuns * effort.runMs, mostStopMs);
  const moments: Partial<Record<Phase['name'], Moment>> = {};
  const note = (event: LoadEvent) => {
    if (event.event === 'phase') moments[event.name] = momentOf(event, running.pid);
  };
  await runLoad({ ...planOf({ ...running, connections }, window, effort), stallMs }, note);
  const { run: before, stall: during } = moments;
  if (before === undefined || during === undefined) throw new Error('the load reported no stop');
  return { before, during };
}

function momentOf(phase: Phase, pid: number): Moment {
  return { phase, rss: rssBytes(pid), anonymous: anonymousBytes(pid) };
}

/** Messages a second that all of those have who go on. */
function rateOf({ phase }: Moment): number {
  return completedRate(phase);
}

function takenBy(turns: Turns<Taken>, who: string): readonly Taken[] {
  return turns.taken.get(who) ?? [];
}

function rateGoal(turns: Turns<Taken>): Goal {
  const kept = takenBy(turns, stopping).map(
    ({ before, during }) => rateOf(during) / rateOf(before),
  );
  return {
    goal: `while one does not read, the rate of the others is at least ${leastRate} x the one before`,
    reached: told(kept, 'x', 2),
    met: median(kept) >= leastRate,
  };
}

/** By how much memory grew, repetition by repetition. */
function growth(turns: Turns<Taken>, who: string, kind: 'rss' | 'anonymous'): number[] {
  return takenBy(turns, who).map(({ before, during }) => during[kind] - before[kind]);
}

function memoryGoal(turns: Turns<Taken>): Goal {
  const without = growth(turns, control, 'rss');
  const more = growth(turns, stopping, 'rss').map((bytes, index) => bytes - (without[index] ?? 0));
  const kibibytes = more.map((bytes) => bytes / 1024);
  return {
    goal: `the stop costs at most ${mostBytes / 1024} KiB of memory (VmRSS), compared with no stop`,
    reached: told(kibibytes, 'KiB'),
    met: median(more) <= mostBytes,
  };
}

function noise(turns: Turns<Taken>): string {
  const write = (kind: 'rss' | 'anonymous') => {
    const values = growth(turns, control, kind).map((bytes) => bytes / 1024);
    return told(values, 'KiB');
  };
  return (
    `The memory moves as well when nobody stops, which is how noisy it is: VmRSS by ${write('rss')}, ` +
    `RssAnon by ${write('anonymous')}.`
  );
}
