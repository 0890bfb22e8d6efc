import { partyline } from '../line/partyline.ts';
import { atLeastBest, atMost } from '../measure/compare.ts';
import { figureOf, figuresBy, figuresOf, written } from '../measure/figures.ts';
import { together } from '../measure/outcome.ts';
import { completedRate, type Loaded, load, withRunning } from '../measure/running.ts';
import type { Effort, Figure, Goal, Outcome, Peers, Scenario } from '../measure/scenario.ts';
import type { Audience, RunningSystem, System } from '../measure/system.ts';
import { withFolder } from '../measure/temporary.ts';
import { countCalls } from '../measure/trace.ts';
import { type Entrant, inTurn } from '../measure/turns.ts';
import { natsJetStream } from '../peers/nats-jetstream.ts';
import { append, appendName } from '../reference/append.ts';

/** The senders, and how many messages each has in flight. */
interface Shape {
  readonly senders: number;
  readonly window: number;
}

const full: readonly Shape[] = [
  { senders: 1, window: 1 },
  { senders: 1, window: 64 },
  { senders: 1, window: 512 },
  { senders: 100, window: 8 },
];
const brief: readonly Shape[] = [
  { senders: 1, window: 1 },
  { senders: 1, window: 512 },
  { senders: 3, window: 8 },
];

/** The promise of peers that are no worse than ours. */
const flushed = 'fsync before the answer';

/** How long a trace counts, in milliseconds. */
const traceMs = 1_000;

/** Scenario D: accepting messages. */
export const accepted: Scenario = {
  letter: 'D',
  title: 'Accepted and on the disk',
  comparedWith: ['storing'],
  method:
    'Senders have 1, 64 and 512 messages in flight, and 100 of them 8 each; nobody reads. A message is ' +
    'over when the server has acknowledged it to its sender. After each load the store is asked whether it ' +
    'holds as many messages as were sent. Beside 1 in flight stands a program that writes 250 bytes to ' +
    'the end of a file and calls fsync, again and again, on the same disk. That the flushes are real is ' +
    'counted with strace in runs of their own. Each load has a server of its own.',
  async run(effort, peers) {
    const outcomes: Outcome[] = [];
    for (const shape of effort.quick ? brief : full) {
      outcomes.push(await runShape(shape, effort, peers));
    }
    const notes = jetStreamNotes(peers);
    return together([...outcomes, { figures: [], goals: [], notes }, await trace(effort, peers)]);
  },
};

/** The result of one entrant: messages a second, and the p50 of each in microseconds. */
interface Taken {
  readonly rate: number;
  readonly p50: number;
}

async function runShape(shape: Shape, effort: Effort, peers: Peers): Promise<Outcome> {
  const what = nameOf(shape);
  const isSingle = shape.senders === 1 && shape.window === 1;
  const entrants = [
    entrantOf(partyline, true, shape, effort),
    ...(isSingle ? [floorEntrant(effort)] : []),
    ...peers.storing.map((system) => entrantOf(system, false, shape, effort)),
  ];
  const turns = await inTurn(what, entrants, effort);
  const rates = figuresOf(what, 'messages/s', turns, ({ rate }) => rate);
  const times = figuresOf(`${what}, p50`, 'us', turns, ({ p50 }) => p50);
  return {
    figures: isSingle ? [...rates, ...times] : rates,
    goals: isSingle ? [floorGoal(times)] : rateGoals(shape, rates, peers),
    notes: turns.notes,
  };
}

function nameOf({ senders, window }: Shape): string {
  return senders === 1
    ? `1 sender, ${window} in flight`
    : `${senders} senders, ${window} in flight each`;
}

function audienceOf({ senders }: Shape): Audience {
  return { groups: 1, senders, readers: 0, talkers: 0 };
}

function entrantOf(
  system: System,
  required: boolean,
  shape: Shape,
  effort: Effort,
): Entrant<Taken> {
  return {
    who: system.name,
    required,
    take: () =>
      withRunning(system, audienceOf(shape), async (running) => {
        const { run, verified } = await loadAcknowledged(running, shape.window, effort);
        await running.assertStored?.(verified.sent);
        return { rate: completedRate(run), p50: run.p50 };
      }),
  };
}

function loadAcknowledged(running: RunningSystem, window: number, effort: Effort): Promise<Loaded> {
  if (running.acknowledgement === undefined) throw new Error('it acknowledges nothing');
  return load(running, window, effort, running.acknowledgement);
}

function floorEntrant({ runMs }: Effort): Entrant<Taken> {
  return {
    who: appendName,
    required: true,
    take: () =>
      withFolder(async (folder) => {
        const { flushes, seconds, p50 } = await append(folder, runMs);
        return { rate: flushes / seconds, p50 };
      }),
  };
}

function floorGoal(times: readonly Figure[]): Goal {
  const ours = figureOf(times, partyline.name);
  return atMost(ours, 1.5, figureOf(times, appendName), 'writing and fsyncing alone');
}

function rateGoals(
  { senders, window }: Shape,
  rates: readonly Figure[],
  { storing }: Peers,
): Goal[] {
  const ours = figureOf(rates, partyline.name);
  const flushing = figuresBy(rates, storing.filter(flushes));
  if (senders > 1) return atLeastBest(ours, 0.7, flushing, 'the best peer that fsyncs');
  if (window !== 512) return [];
  const jetStream = flushing.filter(({ who }) => who.startsWith(natsJetStream.name));
  return [
    ...atLeastBest(ours, 1, flushing, 'the best peer that fsyncs'),
    ...atLeastBest(ours, 20, jetStream, 'JetStream with an fsync for each message'),
  ];
}

function flushes({ keeps }: System): boolean {
  return keeps.startsWith(flushed);
}

/** JetStream that does not fsync is not compared: it promises less. */
function jetStreamNotes({ storing }: Peers): string[] {
  const found = storing.filter(({ name }) => name.startsWith(natsJetStream.name));
  if (found.length === 0 || found.some(flushes)) return [];
  return [
    `${natsJetStream.name} ${natsJetStream.version()} cannot be told to fsync each message, which takes ` +
      'version 2.10; so the goal of 20 x JetStream with an fsync for each message was not measured.',
  ];
}

/** Counts flushes; its figures are left out, as what is traced is slow. */
async function trace(effort: Effort, { storing }: Peers): Promise<Outcome> {
  const notes: string[] = [];
  for (const system of effort.quick ? [partyline] : [partyline, ...storing]) {
    for (const window of effort.quick ? [1] : [1, 512]) {
      effort.progress(`strace: ${system.name}, ${window} in flight`);
      notes.push(await traceOne(system, { senders: 1, window }, effort));
    }
  }
  return { figures: [], goals: [], notes };
}

async function traceOne(system: System, shape: Shape, effort: Effort): Promise<string> {
  const who = `${system.name}, ${nameOf(shape)}`;
  const runMs = effort.quick ? effort.runMs : traceMs;
  try {
    return await withRunning(system, audienceOf(shape), async (running) => {
      let sent = 0;
      const calls = await countCalls(running.pid, async () => {
        // Under strace the first message may take longer than a warmup: all that is sent counts.
        const unhurried = { ...effort, quick: true, warmupMs: 0, runMs };
        sent = (await loadAcknowledged(running, shape.window, unhurried)).verified.sent;
      });
      if (calls === undefined) return `${who}: could not be traced with strace.`;
      const perFlush = calls.flushes === 0 ? '' : `, ${(sent / calls.flushes).toFixed(2)} to each`;
      return (
        `${who}, traced for ${runMs / 1000} s: ${written(calls.flushes)} calls of fsync or fdatasync for ` +
        `${written(sent)} messages${perFlush}; ${written(calls.writes)} writes.`
      );
    });
  } catch (error) {
    if (system === partyline) throw error;
    return `${who}: was not traced: ${(error as Error).message}.`;
  }
}
