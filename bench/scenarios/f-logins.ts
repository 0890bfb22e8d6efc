import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { addPasswordAccounts } from '../line/light-login.ts';
import { startLine } from '../line/partyline.ts';
import { type SeededAccount, SeededStore } from '../line/seeded-store.ts';
import { type ChildLoad, canHurry, startChild } from '../load/child.ts';
import type { ConversationReport, ConversationTask } from '../load/conversation.ts';
import type { FloodKind, FloodOrder, FloodReport, FloodTask } from '../load/login-flood.ts';
import { cpuSeconds } from '../measure/process-figures.ts';
import type { Effort, Figure, Goal, Outcome, Scenario } from '../measure/scenario.ts';
import { end } from '../measure/started.ts';
import { withFolder } from '../measure/temporary.ts';
import { textBytes } from '../measure/text.ts';
import { median, told } from '../measure/values.ts';

/** Logins under way at the same time. */
const lanes = 8;

/** Password logins that a core does in a second, at least. */
const leastLogins = 400;

/** How much longer a message may take at the 99th percentile while others log in. */
const mostSlower = 2;

/** Scenario F: what it takes to let people in, and what those who are in notice of it. */
export const logins: Scenario = {
  letter: 'F',
  title: 'Logins',
  method:
    `A client keeps ${lanes} connections under way, each from an address of its own: TCP, TLS handshake, ` +
    'and then nothing (bare handshakes), the resumption of a session, or a whole OPAQUE login that opens a ' +
    'session; then it hangs up. The rate per core is their number over the CPU time that the server used ' +
    'with all its threads. Passwords are stretched by next to nothing, which only concerns the client. ' +
    'The conversation is two TLS clients in one process with one message of 100 bytes in flight, timed from ' +
    'sending until the reader has it, and 5 ms from one to the next. It shares its core with the client that makes the flood, and goes ' +
    'before it (nice -20); what it is compared with is the same conversation while that client ' +
    'computes as much and leaves the server alone.',
  run: (effort) => withFolder((folder) => run(folder, effort)),
};

/** The objects that the measurements work with. */
interface Parts {
  readonly pid: number;
  readonly flood: ChildLoad<FloodReport>;
  readonly conversation: ConversationTask;
  readonly effort: Effort;
}

/** The result of a flood. */
interface Rate {
  /** For each second of CPU time of the server. */
  readonly perCore: number;
  readonly perSecond: number;
  /** Share of the time in which the server computed, in %. */
  readonly busy: number;
}

const rated = {
  password: 'password logins',
  resume: 'resumed sessions',
  handshake: 'bare TLS handshakes',
} as const;
type Rated = keyof typeof rated;

const beside = {
  rest: 'alone',
  compute: 'beside a client that computes',
  resume: 'beside a flood of resumes',
  password: 'beside a flood of password logins',
} as const;
type Beside = keyof typeof beside;

type Rates = Readonly<Record<Rated, Rate[]>>;

/** The result of a conversation, and how many logins came to their end beside it in a second. */
interface Talk extends ConversationReport {
  readonly perSecond: number;
}

type Conversations = Readonly<Record<Beside, Talk[]>>;

async function run(folder: string, effort: Effort): Promise<Outcome> {
  const data = join(folder, 'data');
  const count = effort.quick ? lanes : 1_000;
  const [sender, reader, ...others] = seed(data, 2 + count);
  const names = await addPasswordAccounts(data, count);
  if (sender === undefined || reader === undefined) throw new Error('nobody signed up');
  const line = await startLine(data, { tls: true });
  const target = { host: '127.0.0.1', port: line.port };
  const devices = others.map(({ device }) => device);
  const task: FloodTask = { ...target, lanes, names, devices };
  const flood = startChild<FloodReport>('login-flood.ts', task);
  try {
    const people = { sender: sender.device, reader: reader.device, to: reader.name };
    const conversation = { ...target, ...people, text: 'x'.repeat(textBytes) };
    return await measureAll({ pid: line.pid, flood, conversation, effort });
  } finally {
    await flood.stop();
    await end(line.child);
  }
}

function seed(data: string, count: number): SeededAccount[] {
  const store = new SeededStore(data);
  const people = store.addAccounts(0, count);
  store.close();
  return people;
}

async function measureAll(parts: Parts): Promise<Outcome> {
  const { repetitions, progress } = parts.effort;
  const rates: Rates = { password: [], resume: [], handshake: [] };
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    progress(`rates, repetition ${repetition} of ${repetitions}`);
    for (const kind of keysOf(rates)) rates[kind].push(await rateOf(parts, kind));
  }
  const conversations: Conversations = { rest: [], compute: [], resume: [], password: [] };
  const { conversation: task } = parts;
  const talk = startChild<ConversationReport>('conversation.ts', task, { urgent: true });
  try {
    for (let repetition = 1; repetition <= repetitions; repetition += 1) {
      progress(`conversation, repetition ${repetition} of ${repetitions}`);
      for (const kind of keysOf(conversations)) {
        conversations[kind].push(await talkBeside(parts, kind, talk));
      }
    }
  } finally {
    await talk.stop();
  }
  return outcomeOf(rates, conversations);
}

function keysOf<Key extends string>(values: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(values) as Key[];
}

/** Gives an order to the flood; returns how many came to their end so far. */
async function order(flood: ChildLoad<FloodReport>, kind: FloodKind): Promise<number> {
  flood.tell({ kind } satisfies FloodOrder);
  return (await flood.next()).done;
}

async function rateOf({ pid, flood, effort }: Parts, kind: Rated): Promise<Rate> {
  await order(flood, kind);
  await delay(effort.warmupMs);
  const before = { done: await order(flood, kind), cpu: cpuSeconds(pid), at: performance.now() };
  await delay(effort.runMs);
  const done = (await order(flood, kind)) - before.done;
  const cpu = Math.max(cpuSeconds(pid) - before.cpu, 0.01);
  const seconds = (performance.now() - before.at) / 1000;
  await order(flood, 'rest');
  return { perCore: done / cpu, perSecond: done / seconds, busy: (cpu / seconds) * 100 };
}

async function talkBeside(
  { flood, effort }: Parts,
  kind: Beside,
  talk: ChildLoad<ConversationReport>,
): Promise<Talk> {
  const take = () => {
    talk.tell({});
    return talk.next();
  };
  await order(flood, kind);
  await delay(effort.warmupMs);
  await take();
  const before = { done: await order(flood, kind), at: performance.now() };
  await delay(effort.runMs);
  const taken = await take();
  const done = (await order(flood, kind)) - before.done;
  await order(flood, 'rest');
  return { ...taken, perSecond: done / ((performance.now() - before.at) / 1000) };
}

function outcomeOf(rates: Rates, conversations: Conversations): Outcome {
  return {
    figures: [
      ...keysOf(rates).flatMap((kind) => rateFigures(kind, rates[kind])),
      ...keysOf(conversations).flatMap((kind) => talkFigures(kind, conversations[kind])),
    ],
    goals: [loginGoal(rates), delayGoal(conversations)],
    notes: [
      ...keysOf(rates).flatMap((kind) => limitNotes(kind, rates[kind])),
      ...(canHurry
        ? []
        : ['The conversation could not be scheduled before the flood on its core.']),
    ],
  };
}

function rateFigures(kind: Rated, taken: readonly Rate[]): Figure[] {
  const unit = 'logins/s';
  const who = 'Partyline';
  return [
    { what: `${rated[kind]} per core`, who, unit, values: taken.map((one) => one.perCore) },
    { what: `${rated[kind]} by the clock`, who, unit, values: taken.map((one) => one.perSecond) },
  ];
}

function talkFigures(kind: Beside, taken: readonly Talk[]): Figure[] {
  const what = `a message of a conversation ${beside[kind]}`;
  const who = 'Partyline';
  const times = (['p50', 'p99'] as const).map((share): Figure => {
    return { what: `${what}, ${share}`, who, unit: 'us', values: taken.map((one) => one[share]) };
  });
  if (kind !== 'password' && kind !== 'resume') return times;
  const rate = `${rated[kind]} by the clock beside that conversation`;
  const values = taken.map((one) => one.perSecond);
  return [...times, { what: rate, who, unit: 'logins/s', values }];
}

function loginGoal({ password }: Rates): Goal {
  const values = password.map((one) => one.perCore);
  return {
    goal: `at least ${leastLogins} password logins/s a core`,
    reached: told(values, 'logins/s'),
    met: median(values) >= leastLogins,
  };
}

/** Each repetition is compared with its own conversation beside nothing but a busy client. */
function delayGoal({ password, compute }: Conversations): Goal {
  const ratios = password.map(({ p99 }, index) => p99 / (compute[index]?.p99 ?? Number.NaN));
  return {
    goal: `a flood of password logins lifts the p99 of a conversation by at most ${mostSlower} x`,
    reached: told(ratios, 'x', 2),
    met: median(ratios) <= mostSlower,
  };
}

/** A server that is not busy was waiting for the load. */
function limitNotes(kind: Rated, taken: readonly Rate[]): string[] {
  const busy = median(taken.map((one) => one.busy));
  if (busy > 95) return [];
  const share = `the server computed for ${busy.toFixed(0)} % of the time`;
  return [`The load is the limit of ${rated[kind]} by the clock: ${share}.`];
}
