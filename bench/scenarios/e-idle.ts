import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { deviceConnection, runningLine, type StartedLine, startLine } from '../line/partyline.ts';
import { SeededStore } from '../line/seeded-store.ts';
import { startChild } from '../load/child.ts';
import type { TlsIdleReport, TlsIdleTask } from '../load/tls-idle.ts';
import { written } from '../measure/figures.ts';
import { runLoad } from '../measure/load.ts';
import { greetingOf, type PlannedConnection } from '../measure/plan.ts';
import { cpuSeconds, rssBytes } from '../measure/process-figures.ts';
import type { Effort, Figure, Goal, Outcome, Scenario } from '../measure/scenario.ts';
import { end } from '../measure/started.ts';
import { withFolder } from '../measure/temporary.ts';
import { textBytes } from '../measure/text.ts';
import { median, told } from '../measure/values.ts';

/** How many connections are held, and for how long; times in milliseconds. */
interface Dimensions {
  readonly few: number;
  readonly many: number;
  /** After the start, before the connections come. */
  readonly startMs: number;
  /** After they came, before their memory is read: every one of them has been pinged once. */
  readonly settleMs: number;
  /** Time over which the CPU at rest is taken: two pings for each connection. */
  readonly restMs: number;
  readonly repetitions: number;
}

const full = { few: 1_000, many: 10_000, startMs: 3_000, settleMs: 45_000, restMs: 60_000 };
const brief = { few: 10, many: 50, startMs: 200, settleMs: 300, restMs: 1_000 };

/** A repetition takes minutes, and its figures hardly move. */
const mostRepetitions = 3;

/** The goals: bytes a connection, and CPU at rest in % of a core. */
const goals = { clear: 8 * 1024, tls: 48 * 1024, rest: 0.5 } as const;

/** Scenario E: what connections cost on which nothing is said. */
export const idle: Scenario = {
  letter: 'E',
  title: 'Idle connections',
  method:
    'People log in with the device tokens of earlier sessions and say nothing more; their clients answer ' +
    'the pings that come after 30 s of silence. Memory is what the server has in RAM (VmRSS) once each ' +
    'connection has been pinged, less what it had before the first one came, divided by their number; the ' +
    'slope is what each connection between 1,000 and 10,000 adds, without what the first ones cost all ' +
    'others. The CPU at rest is user and system time of the server over the following 60 s. The server ' +
    'runs with its own defaults. Each number of connections has a server of its own.',
  async run(effort) {
    const sizes = dimensionsOf(effort);
    const clear = await repeat(sizes, false, effort);
    const tls = await repeat(sizes, true, effort);
    return outcomeOf(sizes, clear, tls);
  },
};

function dimensionsOf({ quick, repetitions }: Effort): Dimensions {
  return { ...(quick ? brief : full), repetitions: Math.min(repetitions, mostRepetitions) };
}

/** A server's memory and work with so many connections. */
interface Idleness {
  /** Bytes for all connections together. */
  readonly bytes: number;
  /** % of a core. */
  readonly cpu: number;
}

interface Repetition {
  readonly few: Idleness;
  readonly many: Idleness;
}

async function repeat(sizes: Dimensions, tls: boolean, effort: Effort): Promise<Repetition[]> {
  const repetitions: Repetition[] = [];
  while (repetitions.length < sizes.repetitions) {
    effort.progress(`${kind(tls)}, repetition ${repetitions.length + 1} of ${sizes.repetitions}`);
    const few = await measure(sizes, sizes.few, 0, tls);
    const many = await measure(sizes, sizes.many, sizes.restMs, tls);
    repetitions.push({ few, many });
  }
  return repetitions;
}

function measure(sizes: Dimensions, count: number, restMs: number, tls: boolean) {
  return withFolder(async (folder) => {
    const data = join(folder, 'data');
    const store = new SeededStore(data);
    const connections = store
      .addAccounts(0, count)
      .map((account) =>
        deviceConnection(account, { group: 0, sends: false, reads: true }, 'lobby'),
      );
    store.close();
    const line = await startLine(data, { tls });
    try {
      await delay(sizes.startMs);
      const hold = tls ? holdWithTls : holdInClear;
      const before = rssBytes(line.pid);
      return await hold(line, connections, sizes.settleMs + restMs, async () => {
        await delay(sizes.settleMs);
        const bytes = rssBytes(line.pid) - before;
        return { bytes, cpu: restMs === 0 ? 0 : await cpuAtRest(line.pid, restMs) };
      });
    } finally {
      await end(line.child);
    }
  });
}

async function cpuAtRest(pid: number, restMs: number): Promise<number> {
  const before = cpuSeconds(pid);
  await delay(restMs);
  return ((cpuSeconds(pid) - before) / (restMs / 1000)) * 100;
}

/** Time that the load holds connections beyond what was asked for, in milliseconds. */
const spareMs = 500;

async function holdInClear(
  line: StartedLine,
  connections: readonly PlannedConnection[],
  holdMs: number,
  meanwhile: () => Promise<Idleness>,
): Promise<Idleness> {
  const { host, port, echo, answer } = runningLine(line, connections);
  const plan = {
    ...{ host, port, echo, connections, window: 1, textBytes, credit: 'delivered' as const },
    ...{ warmupMs: 0, runMs: 0, holdMs: holdMs + spareMs },
    ...(answer === undefined ? {} : { answer }),
  };
  let measured: Promise<Idleness> | undefined;
  await runLoad(plan, ({ event }) => {
    if (event === 'connected') measured = meanwhile();
  });
  if (measured === undefined) throw new Error('the load never had its connections');
  return measured;
}

async function holdWithTls(
  { port }: StartedLine,
  connections: readonly PlannedConnection[],
  _holdMs: number,
  meanwhile: () => Promise<Idleness>,
): Promise<Idleness> {
  const task: TlsIdleTask = { host: '127.0.0.1', port, greetings: connections.map(greetingOf) };
  const load = startChild<TlsIdleReport>('tls-idle.ts', task);
  try {
    await load.next();
    return await Promise.race([meanwhile(), load.next().then(neverMore)]);
  } finally {
    await load.stop();
  }
}

function neverMore(): never {
  throw new Error('the load has something to report while its connections rest');
}

function outcomeOf(
  sizes: Dimensions,
  clear: readonly Repetition[],
  tls: readonly Repetition[],
): Outcome {
  return {
    figures: [...figuresOf(sizes, false, clear), ...figuresOf(sizes, true, tls)],
    goals: [...goalsOf(sizes, false, clear, goals.clear), ...goalsOf(sizes, true, tls, goals.tls)],
    notes: [
      'Node frees what logging in has left behind when it needs the room, so that a part of the memory ' +
        'is what V8 keeps for new objects: the slope holds it as well.',
    ],
  };
}

function figuresOf(sizes: Dimensions, tls: boolean, taken: readonly Repetition[]): Figure[] {
  const { few, many } = sizes;
  const bytes = (what: string, values: number[]): Figure => ({
    what: `${what}, ${kind(tls)}`,
    who: 'Partyline',
    unit: 'bytes',
    values,
  });
  return [
    bytes(`memory of each of ${written(few)} connections`, eachOf(taken, 'few', few)),
    bytes(`memory of each of ${written(many)} connections`, eachOf(taken, 'many', many)),
    bytes(
      `memory of each connection between ${written(few)} and ${written(many)}`,
      taken.map((one) => (one.many.bytes - one.few.bytes) / (many - few)),
    ),
    {
      what: `CPU with ${written(many)} connections at rest, ${kind(tls)}`,
      who: 'Partyline',
      unit: '% of a core',
      values: taken.map((one) => one.many.cpu),
    },
  ];
}

function goalsOf(
  { many }: Dimensions,
  tls: boolean,
  taken: readonly Repetition[],
  mostBytes: number,
): Goal[] {
  const bytes = eachOf(taken, 'many', many);
  const cpu = taken.map((one) => one.many.cpu);
  const kibibytes = bytes.map((value) => value / 1024);
  return [
    {
      goal: `at ${written(many)} connections, ${kind(tls)}: at most ${mostBytes / 1024} KiB each`,
      reached: told(kibibytes, 'KiB', 1),
      met: median(bytes) <= mostBytes,
    },
    {
      goal: `${written(many)} connections at rest, ${kind(tls)}: less than ${goals.rest} % of a core`,
      reached: told(cpu, '%', 2),
      met: median(cpu) < goals.rest,
    },
  ];
}

function eachOf(taken: readonly Repetition[], which: keyof Repetition, count: number): number[] {
  return taken.map((one) => one[which].bytes / count);
}

function kind(tls: boolean): string {
  return tls ? 'with TLS' : 'in clear text';
}
