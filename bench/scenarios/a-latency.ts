import { join } from 'node:path';
import { botConnection, deviceConnection, partyline, startLine } from '../line/partyline.ts';
import { type SeededAccount, SeededStore } from '../line/seeded-store.ts';
import { startChild } from '../load/child.ts';
import type { TlsLatencyReport, TlsLatencyTask } from '../load/tls-latency.ts';
import { entrantsOf } from '../measure/entrants.ts';
import { figureOf, figuresOf } from '../measure/figures.ts';
import { greetingOf } from '../measure/plan.ts';
import type { Effort, Figure, Goal, Scenario } from '../measure/scenario.ts';
import { end } from '../measure/started.ts';
import { withFolder } from '../measure/temporary.ts';
import { textBytes } from '../measure/text.ts';
import { type Entrant, inTurn } from '../measure/turns.ts';
import { median, told } from '../measure/values.ts';
import { append, appendedBytes, appendName } from '../reference/append.ts';

const what = 'one message from A to B';
const nodeClear = 'Partyline, client in Node';
const nodeTls = 'Partyline, client in Node, TLS';

/** How much longer a message may take than writing and fsyncing alone, in microseconds. */
const mostAbove = 150;

/** Times in microseconds. */
interface Taken {
  readonly p50: number;
  readonly p99: number;
}

/** Scenario A: how long one message takes. */
export const latency: Scenario = {
  letter: 'A',
  title: 'One message',
  comparedWith: ['chat'],
  method:
    'One connection sends a message of 100 bytes to another, and the next one when that has arrived. The ' +
    `floor for a server that fsyncs is a program that writes ${appendedBytes} bytes to the end of a file ` +
    'and calls fsync, again and again, on the same disk. TLS is measured with a client in Node, so it is ' +
    'compared with the same client in clear text: the difference is TLS. None of the peers here writes ' +
    'anything to a disk. Each load has a server of its own.',
  async run(effort, { chat }) {
    const audience = { groups: 1, senders: 1, readers: 1, talkers: 0 };
    const entrants: Entrant<Taken>[] = [
      ...entrantsOf([partyline], chat, { audience, window: 1 }, effort).map(phaseOnly),
      floorEntrant(effort),
      nodeEntrant(nodeClear, false, effort),
      nodeEntrant(nodeTls, true, effort),
    ];
    const turns = await inTurn(what, entrants, effort);
    const p50 = figuresOf(`${what}, p50`, 'us', turns, (taken) => taken.p50);
    const p99 = figuresOf(`${what}, p99`, 'us', turns, (taken) => taken.p99);
    return {
      figures: [...p50, ...p99],
      goals: [goalOf(p50)],
      notes: [...turns.notes, surcharge(p50)],
    };
  },
};

function phaseOnly(entrant: ReturnType<typeof entrantsOf>[number]): Entrant<Taken> {
  return { ...entrant, take: async () => (await entrant.take()).run };
}

function floorEntrant({ runMs }: Effort): Entrant<Taken> {
  return { who: appendName, required: true, take: () => withFolder((to) => append(to, runMs)) };
}

function nodeEntrant(who: string, tls: boolean, effort: Effort): Entrant<Taken> {
  return { who, required: true, take: () => withFolder((folder) => takeNode(folder, tls, effort)) };
}

async function takeNode(folder: string, tls: boolean, effort: Effort): Promise<Taken> {
  const data = join(folder, 'data');
  const [sender, reader] = seedTwo(data);
  const line = await startLine(data, { tls });
  const { warmupMs, runMs } = effort;
  const task: TlsLatencyTask = {
    ...{ host: '127.0.0.1', port: line.port, tls, warmupMs, runMs, textBytes },
    sender: greetingOf(botConnection(sender, 0, 'lobby')),
    reader: greetingOf(deviceConnection(reader, { group: 0, sends: false, reads: true }, 'lobby')),
  };
  const load = startChild<TlsLatencyReport>('tls-latency.ts', task);
  try {
    return await load.next();
  } finally {
    await load.stop();
    await end(line.child);
  }
}

function seedTwo(data: string): [SeededAccount, SeededAccount] {
  const store = new SeededStore(data);
  const [sender, reader] = store.addAccounts(0, 2);
  store.close();
  if (sender === undefined || reader === undefined) throw new Error('nobody signed up');
  return [sender, reader];
}

/** The difference between two, repetition by repetition. */
function differences(figure: Figure, other: Figure): number[] {
  return figure.values.map((value, index) => value - (other.values[index] ?? Number.NaN));
}

function goalOf(p50: readonly Figure[]): Goal {
  const above = differences(figureOf(p50, partyline.name), figureOf(p50, appendName));
  return {
    goal: `p50 in clear text: at most ${mostAbove} µs above writing and fsyncing alone`,
    reached: told(above, 'µs'),
    met: median(above) <= mostAbove,
  };
}

function surcharge(p50: readonly Figure[]): string {
  const values = differences(figureOf(p50, nodeTls), figureOf(p50, nodeClear));
  return `TLS adds to the p50, with the same client: ${told(values, 'µs')}.`;
}
