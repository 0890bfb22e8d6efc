import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { command, commandPath, startLine } from '../line/partyline.ts';
import { type SeededAccount, SeededStore } from '../line/seeded-store.ts';
import { startChild } from '../load/child.ts';
import type { TalkerTask } from '../load/talker.ts';
import { cpuSeconds, rssBytes } from '../measure/process-figures.ts';
import { PseudoTerminal } from '../measure/pseudo-terminal.ts';
import type { Effort, Figure, Goal, Outcome, Scenario } from '../measure/scenario.ts';
import { end } from '../measure/started.ts';
import { withFolder } from '../measure/temporary.ts';
import { median, percentile, told } from '../measure/values.ts';
import { inspircd } from '../peers/inspircd.ts';
import { versionOf } from '../peers/peer.ts';

/** The goals: milliseconds, and % of a core. */
const goals = { echoMs: 16, openMs: 150, idle: 0.05 } as const;
const perSecond = 500;
const flood = 10_000;
const password = 'a lamp for the bench';

/** Scenario K: how a client feels in a terminal. */
export const fullScreen: Scenario = {
  letter: 'K',
  title: 'The full screen',
  method:
    'A client runs in a pseudo-terminal of 80x24 (`script`), whose bytes go to a terminal without a screen. The echo of a ' +
    'key is the time from writing it until the bytes have come that show it, one key each 20 ms, while another person ' +
    'says 500 messages a second where the client looks. A first screen is there when the prompt and the room stand ' +
    'on it, from the start of the process of somebody who has been here before with the same client; the very first ' +
    'time, V8 has nothing in its cache. After that somebody says 10,000 ' +
    'messages at once; memory is what the client has in RAM (VmRSS) when the last one is seen. At rest is its ' +
    'user and system time over 20 s in which nothing happens. WeeChat is on InspIRCd, with its own settings.',
  async run(effort) {
    const runs = effort.quick ? 1 : effort.repetitions;
    const taken = new Map<string, Taken[]>();
    const entrants = [...ours, ...(weechatVersion() === undefined ? [] : [weechat])];
    for (let run = 1; run <= runs; run += 1) {
      for (const entrant of entrants) {
        effort.progress(`${entrant.name}, repetition ${run}`);
        const figures = await withFolder((folder) => entrant.measure(folder, effort));
        taken.set(entrant.name, [...(taken.get(entrant.name) ?? []), figures]);
      }
    }
    const figures = figuresOf(taken);
    const notes = weechatVersion() === undefined ? ['WeeChat is not installed.'] : [];
    return { figures, goals: goalsOf(taken), notes } satisfies Outcome;
  },
};

/** The figures of one client. */
interface Taken {
  /** The very first time. */
  readonly firstOpenMs: number;
  readonly openMs: number;
  readonly restPercent: number;
  readonly restBytes: number;
  /** Milliseconds for each key; undefined for one that is not asked. */
  readonly echo: readonly number[];
  readonly floodBytes: number;
}

interface Entrant {
  readonly name: string;
  measure(folder: string, effort: Effort): Promise<Taken>;
}

const ours: readonly Entrant[] = [
  { name: 'Partyline', measure: (folder, effort) => measureOurs(folder, effort, 'full') },
  {
    name: 'Partyline, line mode',
    measure: (folder, effort) => measureOurs(folder, effort, 'line'),
  },
];

const weechat: Entrant = { name: 'WeeChat', measure: measureWeechat };

function weechatVersion(): string | undefined {
  return versionOf('weechat', ['--version'], /^(\d[\d.]*)/m);
}

async function measureOurs(folder: string, effort: Effort, ui: 'full' | 'line'): Promise<Taken> {
  const data = join(folder, 'data');
  const store = new SeededStore(data);
  const [talker] = store.addAccounts(0, 1) as [SeededAccount];
  store.close();
  const line = await startLine(data, { tls: true });
  const home = join(folder, 'home');
  mkdirSync(home);
  const passwordFile = join(home, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  const env = { PATH: commandPath, HOME: home, PARTYLINE_UI: ui, NO_COLOR: '' };
  const words = ['join', line.address, '--name', 'ana'];
  try {
    const signUp = [...words, '--password-file', passwordFile];
    const { status } = spawnSync(command, signUp, {
      env,
      input: '',
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    if (status !== 0) throw new Error(`signing up ended with ${status}`);
    const task: TalkerTask = { kind: 'line', port: line.port, device: talker.device };
    return await measure([command, ...words], env, { task, prompt: 'lobby>', look: '' }, effort);
  } finally {
    await end(line.child);
  }
}

async function measureWeechat(folder: string, effort: Effort): Promise<Taken> {
  const audience = { groups: 1, senders: 0, readers: 0, talkers: 0 };
  const server = await inspircd.start({ folder, audience });
  const channel = '#bench';
  const home = join(folder, 'home');
  const setup = [
    `/server add bench 127.0.0.1/${server.port} -notls`,
    '/set irc.server.bench.nicks ana',
    `/set irc.server.bench.autojoin ${channel}`,
    '/connect bench',
  ];
  const words = ['weechat', '-d', home, ...setup.flatMap((line) => ['-r', line])];
  try {
    const env = { PATH: commandPath, HOME: folder, LANG: 'C.UTF-8' };
    const task: TalkerTask = { kind: 'irc', port: server.port, channel };
    return await measure(
      words,
      env,
      { task, prompt: 'ana]', look: `/buffer ${channel}\r` },
      effort,
    );
  } finally {
    await server.stop();
  }
}

/** Where somebody talks, and how a client is told to look there. */
interface Scene {
  readonly task: TalkerTask;
  /** Stands in the row with what is typed. */
  readonly prompt: string;
  /** Typed when everybody is there. */
  readonly look: string;
}

async function measure(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  { task, prompt, look }: Scene,
  { quick }: Effort,
): Promise<Taken> {
  const isUp = (rows: readonly string[]) =>
    rows.some((row) => row.includes(prompt)) && rows.some((row) => /bench|lobby/.test(row));
  const firstOpenMs = await firstVisit(words, env, isUp);
  const begin = performance.now();
  const terminal = new PseudoTerminal(words, env);
  const talker = startChild('talker.ts', task);
  try {
    const openMs = (await terminal.until(isUp)) - begin;
    await talker.next();
    terminal.type(look);
    const { pid } = terminal;
    const restMs = quick ? 200 : 20_000;
    await delay(quick ? 500 : 3_000);
    const before = cpuSeconds(pid);
    await delay(restMs);
    const restPercent = ((cpuSeconds(pid) - before) / restMs) * 100_000;
    const restBytes = rssBytes(pid);
    talker.tell({ perSecond });
    await terminal.until((rows) => rows.some((row) => / message \d+ of/.test(row)));
    const echo = await echoes(terminal, prompt, quick ? 5 : 500);
    talker.tell({ perSecond: 0 });
    await delay(quick ? 100 : 1_000);
    talker.tell({ count: quick ? 100 : flood });
    await talker.next();
    const last = /message (\d+) of/;
    let seen = 0;
    // Nothing newer has come for a second.
    for (let stillFor = 0; stillFor < 4; stillFor += 1) {
      await delay(250);
      const newest = Math.max(0, ...terminal.rows.map((row) => Number(last.exec(row)?.[1] ?? 0)));
      if (newest > seen) stillFor = -1;
      seen = newest;
    }
    return { firstOpenMs, openMs, restPercent, restBytes, echo, floodBytes: rssBytes(pid) };
  } finally {
    await terminal.close();
    await talker.stop();
  }
}

/** So long a visit lasts, in milliseconds, that the client has kept what the next one gains by. */
const visitMs = 3_000;

/** Looks in once; resolves with the time until the screen was there, in milliseconds. */
async function firstVisit(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  isUp: (rows: readonly string[]) => boolean,
): Promise<number> {
  const begin = performance.now();
  const terminal = new PseudoTerminal(words, env);
  try {
    const openMs = (await terminal.until(isUp)) - begin;
    await delay(visitMs);
    return openMs;
  } finally {
    await terminal.close();
  }
}

/** Types letters, and takes how long each is on its way to the screen. */
async function echoes(terminal: PseudoTerminal, prompt: string, count: number): Promise<number[]> {
  const taken: number[] = [];
  let typed = '';
  for (let key = 0; key < count; key += 1) {
    // A line that is not long, so that it stays on one row.
    if (typed.length >= 30) {
      terminal.type('\x15');
      await terminal.until((rows) => !rows.some((row) => row.includes(typed)));
      typed = '';
    }
    await delay(20);
    const letter = String.fromCharCode(97 + (key % 26));
    typed += letter;
    const begin = performance.now();
    terminal.type(letter);
    const wanted = typed;
    const isShown = (rows: readonly string[]) =>
      rows.some((row) => row.includes(prompt) && row.trimEnd().endsWith(wanted));
    taken.push((await terminal.until(isShown)) - begin);
  }
  return taken;
}

function figuresOf(all: ReadonlyMap<string, readonly Taken[]>): Figure[] {
  const figure = (what: string, unit: Figure['unit'], value: (taken: Taken) => number) =>
    [...all].map(([who, taken]) => ({ what, who, unit, values: taken.map(value) }));
  return [
    ...figure('echo of a key at 500 messages/s, p50', 'ms', ({ echo }) => median(echo)),
    ...figure('echo of a key at 500 messages/s, p99', 'ms', ({ echo }) => percentile(echo, 0.99)),
    ...figure('from the start to the first screen', 'ms', ({ openMs }) => openMs),
    ...figure('the same, the very first time', 'ms', ({ firstOpenMs }) => firstOpenMs),
    ...figure('CPU at rest', '% of a core', ({ restPercent }) => restPercent),
    ...figure('memory at rest', 'bytes', ({ restBytes }) => restBytes),
    ...figure('memory after 10,000 messages at once', 'bytes', ({ floodBytes }) => floodBytes),
  ];
}

function goalsOf(all: ReadonlyMap<string, readonly Taken[]>): Goal[] {
  const [full = [], line = []] = ours.map(({ name }) => all.get(name));
  const echo = full.map((taken) => percentile(taken.echo, 0.99));
  const open = full.map(({ openMs }, run) => openMs - (line[run]?.openMs ?? 0));
  const rest = full.map(({ restPercent }) => restPercent);
  return [
    {
      goal: `echo of a key at 500 messages/s: p99 at most ${goals.echoMs} ms`,
      reached: told(echo, 'ms', 1),
      met: median(echo) <= goals.echoMs,
    },
    {
      goal: `first screen at most ${goals.openMs} ms after that of line mode`,
      reached: told(open, 'ms'),
      met: median(open) <= goals.openMs,
    },
    {
      goal: `CPU at rest: at most ${goals.idle} % of a core`,
      reached: told(rest, '%', 2),
      met: median(rest) <= goals.idle,
    },
  ];
}
