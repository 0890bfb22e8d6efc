import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import { parseAddress } from '../../src/wire/address.ts';
import { formatAppToken } from '../../src/wire/app-token.ts';
import { encodeMessage } from '../../src/wire/frame.ts';
import { ClearMessageSocket, MessageSocket } from '../../src/wire/message-socket.ts';
import { protocolVersion } from '../../src/wire/protocol-version.ts';
import type { BindingType } from '../../src/words/binding-type.ts';
import { command, startLine } from '../line/partyline.ts';
import { type SeededAccount, SeededStore } from '../line/seeded-store.ts';
import { written } from '../measure/figures.ts';
import { linesOf } from '../measure/load.ts';
import { loadCore, serverCore, spawnPinned } from '../measure/pinned.ts';
import type { Effort, Figure, Goal, Outcome, Scenario } from '../measure/scenario.ts';
import { end, freePort } from '../measure/started.ts';
import { withFolder } from '../measure/temporary.ts';
import { median, told } from '../measure/values.ts';

/** The goals, in milliseconds. */
const goals = { accepting: 250, version: 80 } as const;

/** Scenario G: how long one waits for a command that has just been typed. */
export const start: Scenario = {
  letter: 'G',
  title: 'Starting',
  method:
    'From the start of the process: until a server on the loopback, asked again every millisecond, has ' +
    'accepted a connection and answered a hello on it (over TLS where that is said), and until its line ' +
    '`ready` has come; of other commands, until they have ended. The first start makes database, login ' +
    'key and TLS certificate. Files are in the memory of the system, as after a first use. `send` posts ' +
    'one message with an app token to a running server, over TLS, and ends when it is stored. Node alone ' +
    'is `node -e 0`. Server and commands have a core each.',
  async run(effort) {
    const runs = effort.quick ? 1 : Math.max(10, effort.repetitions);
    const figures: Figure[] = [];
    await withFolder(async (folder) => {
      figures.push(...(await firstStarts(folder, runs, effort)));
      figures.push(...(await laterStarts(folder, runs, effort)));
      figures.push(...(await commands(folder, runs, effort)));
    });
    return { figures, goals: goalsOf(figures), notes: [] } satisfies Outcome;
  },
};

/** The name of a figure of a start, besides its store. */
const accepting = 'until it answers';
const versionFigure = '`partyline --version`';

/** When a server that was started could be used, in milliseconds from there. */
interface ColdStart {
  readonly accepting: number;
  readonly ready: number;
}

async function firstStarts(folder: string, runs: number, effort: Effort): Promise<Figure[]> {
  effort.progress('first starts');
  const taken: ColdStart[] = [];
  for (let run = 0; run < runs; run += 1) {
    taken.push(await coldStart(join(folder, `first-${run}`, 'data'), true));
  }
  return startFigures('first start, TLS', taken);
}

/** Starts with stores that grow, each in clear text and with TLS by turns. */
async function laterStarts(folder: string, runs: number, effort: Effort): Promise<Figure[]> {
  const data = join(folder, 'later', 'data');
  const messages = Math.min(1_000_000, effort.mostMessages);
  const [few, many] = effort.quick ? [10, 20] : [1_000, 100_000];
  const stores: readonly (readonly [string, () => void])[] = [
    ['an empty store', () => seed(data, () => {})],
    [
      `${written(messages)} messages of ${written(few)} accounts`,
      () => seed(data, (store) => store.addMessages(store.addAccounts(0, few), messages)),
    ],
    [
      `${written(messages)} messages and ${written(many)} accounts`,
      () => seed(data, (store) => void store.addAccounts(few, many)),
    ],
  ];
  const figures: Figure[] = [];
  for (const [store, prepare] of stores) {
    effort.progress(`starts with ${store}`);
    prepare();
    // The work of only the first start on this store is done.
    await coldStart(data, true);
    figures.push(...(await startsWith(data, store, runs)));
  }
  return figures;
}

function seed(data: string, fill: (store: SeededStore) => void): void {
  mkdirSync(join(data, '..'), { recursive: true });
  const store = new SeededStore(data);
  fill(store);
  store.close();
}

async function startsWith(data: string, store: string, runs: number): Promise<Figure[]> {
  const clear: ColdStart[] = [];
  const secure: ColdStart[] = [];
  for (let run = 0; run < runs; run += 1) {
    clear.push(await coldStart(data, false));
    secure.push(await coldStart(data, true));
  }
  return [
    ...startFigures(`start with ${store}, clear text`, clear),
    ...startFigures(`start with ${store}, TLS`, secure),
  ];
}

function startFigures(what: string, taken: readonly ColdStart[]): Figure[] {
  return [
    figure(
      `${what}, ${accepting}`,
      taken.map((one) => one.accepting),
    ),
    figure(
      `${what}, until \`ready\``,
      taken.map((one) => one.ready),
    ),
  ];
}

function figure(what: string, values: readonly number[], who = 'Partyline'): Figure {
  return { what, who, unit: 'ms', values };
}

async function coldStart(data: string, tls: boolean): Promise<ColdStart> {
  const port = await freePort();
  const begin = performance.now();
  const child = spawnPinned(serverCore, process.execPath, serveArguments(data, port, tls), {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, HOME: data },
  });
  try {
    const moments = await Promise.all([answered(child, port, tls), isReady(child)]);
    const [accepting, ready] = moments.map((moment) => moment - begin) as [number, number];
    return { accepting, ready };
  } finally {
    await end(child);
  }
}

function serveArguments(data: string, port: number, tls: boolean): string[] {
  return [
    ...[command, 'serve', '--no-console', '--new-identity', '--host', '127.0.0.1'],
    ...['--port', String(port), '--strict-port'],
    ...['--data', data, '--log', join(data, '..', 'server.log')],
    ...(tls ? [] : ['--insecure']),
  ];
}

/** When the line `ready` came. */
async function isReady({ stdout }: ChildProcess): Promise<number> {
  for await (const line of linesOf(stdout as NodeJS.ReadableStream)) {
    if (line.startsWith('ready ')) return performance.now();
  }
  throw new Error('the server ended before it was ready');
}

/** When a hello was answered; asks until something accepts connections. */
async function answered(child: ChildProcess, port: number, tls: boolean): Promise<number> {
  while (child.exitCode === null) {
    const raw = await reached(port);
    if (raw !== undefined) {
      await sayHello(raw, tls);
      return performance.now();
    }
    await delay(1);
  }
  throw new Error('the server ended before it accepted connections');
}

/** A connection; undefined when nothing listens. */
async function reached(port: number): Promise<ClearMessageSocket | undefined> {
  const socket = new ClearMessageSocket();
  socket.connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return socket;
  } catch {
    return undefined;
  }
}

const secureContext = createSecureContext({ minVersion: 'TLSv1.3', ca: [] });

async function sayHello(raw: ClearMessageSocket, tls: boolean): Promise<void> {
  const socket = tls ? new MessageSocket(raw, { rejectUnauthorized: false, secureContext }) : raw;
  if (socket !== raw) await once(socket, 'secure');
  const bindings: BindingType[] = tls ? ['tls-exporter'] : ['none'];
  const versions = [protocolVersion];
  socket.write(encodeMessage({ type: 'hello', versions, client: 'bench', bindings }));
  const answer = await socket.receiveMessage();
  if (!answer?.includes('"type":"hello"')) throw new Error(`a hello was answered by ${answer}`);
  socket.destroy();
}

/** Commands that end, by turns. */
async function commands(folder: string, runs: number, effort: Effort): Promise<Figure[]> {
  effort.progress('commands');
  const data = join(folder, 'commands', 'data');
  let people: readonly SeededAccount[] = [];
  seed(data, (store) => {
    people = store.addAccounts(0, 1);
  });
  const line = await startLine(data, { tls: true });
  try {
    const { fingerprint, host, port } = parseAddress(line.address);
    const [{ bot }] = people as [SeededAccount];
    const way = {
      PARTYLINE_SERVER: `${host}:${port}`,
      PARTYLINE_TOKEN: formatAppToken({ fingerprint, ...bot }),
    };
    return await byTurns(runs, way, data);
  } finally {
    await end(line.child);
  }
}

async function byTurns(runs: number, way: NodeJS.ProcessEnv, home: string): Promise<Figure[]> {
  const env = { PATH: process.env.PATH, HOME: home };
  const node: number[] = [];
  const version: number[] = [];
  const send: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    node.push(await timeOf(['-e', '0'], env));
    version.push(await timeOf([command, '--version'], env));
    send.push(await timeOf([command, 'send', 'lobby', 'It is done.'], { ...env, ...way }));
  }
  return [
    figure('`node -e 0`', node, 'Node'),
    figure(versionFigure, version),
    figure('`partyline send`', send),
  ];
}

/** How long a command takes, in milliseconds. Throws unless it ends well. */
async function timeOf(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const begin = performance.now();
  const child = spawnPinned(loadCore, process.execPath, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${args.slice(1).join(' ')} ended with ${code}`);
  return performance.now() - begin;
}

function goalsOf(figures: readonly Figure[]): Goal[] {
  return figures.flatMap(({ what, values }) => {
    if (what === versionFigure) return [goal(what, values, goals.version)];
    return what.endsWith(accepting) ? [goal(what, values, goals.accepting)] : [];
  });
}

function goal(what: string, values: readonly number[], most: number): Goal {
  return {
    goal: `${what}: at most ${most} ms`,
    reached: told(values, 'ms'),
    met: median(values) <= most,
  };
}
