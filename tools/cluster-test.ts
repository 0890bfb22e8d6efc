/*
 * Kills, pauses and cuts off nodes of a line and its nats-servers while people on all nodes talk: `npm run test:cluster`,
 * for an hour, or `npm run test:cluster -- --minutes N`. Ends with 1 when a message was lost, doubled or out of order.
 */
import { randomInt } from 'node:crypto';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type NatsServer, noNatsServer } from '../src/cluster/nats-server.fixture.ts';
import { connect, type Line } from '../src/index.ts';
import { choosePort, type ServerProcess, startServerProcess } from '../test/kill/server-process.ts';
import { folderWithKeysOf, startNatsServers } from '../test/support/nats-cluster.ts';
import { type Relay, startRelay } from '../test/support/relay.ts';
import { temporaryFolder } from '../test/support/test-server.ts';

/** Milliseconds between two messages of a person, and between two faults. */
const everyMs = 40;
const calmMs = { least: 4_000, most: 9_000 };
const faultMs = { least: 500, most: 6_000 };
/** Clients are back so soon when their node was killed, 99 of 100 times. */
const backWithinMs = 3_000;

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes ${values.minutes} is not a number of minutes`);
if (noNatsServer !== false) {
  console.error(`Cannot test a cluster: ${noNatsServer}.`);
  process.exit(1);
}

const undoing: (() => unknown)[] = [];
const scope = { after: (undo: () => unknown) => void undoing.push(undo) };
const violations: string[] = [];

/** The ways between the nats-servers, by those whom they join. */
const ways: { readonly from: number; readonly to: number; readonly relay: Relay }[] = [];
const cutOff = new Set<number>();

async function wayBetween(from: number, to: number, port: number): Promise<number> {
  const relay = await startRelay(port, (client, upstream) => {
    if (cutOff.has(from) || cutOff.has(to)) client.destroy();
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.pipe(upstream).pipe(client);
  });
  ways.push({ from, to, relay });
  scope.after(() => relay.close());
  return relay.port;
}

/** A node in a process of its own, started again whenever it was killed. */
class LineNode {
  readonly #folder: string;
  readonly #port = choosePort();
  readonly #servers: readonly string[];
  #process: ServerProcess;
  address = '';

  constructor(folder: string, servers: readonly string[]) {
    this.#folder = folder;
    this.#servers = servers;
    this.#process = this.#start();
  }

  #start(): ServerProcess {
    return startServerProcess({ folder: this.#folder, port: this.#port, cluster: this.#servers });
  }

  async ready(): Promise<void> {
    this.address = await this.#process.ready;
  }

  async kill(): Promise<void> {
    await this.#process.kill();
  }

  /** Until it can be: there may be no majority of nats-servers at the moment. */
  async startAgain(): Promise<void> {
    for (;;) {
      this.#process = this.#start();
      try {
        return await this.ready();
      } catch {
        await delay(500);
      }
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.signal(signal);
  }
}

/** Somebody who talks, and hears everybody once and in one order. */
class Person {
  readonly name: string;
  readonly line: Line;
  said = 0;
  acknowledged = 0;
  #last = 0;
  readonly #heard = new Map<string, number>();
  /** When the line was lost, and how long it then took until it was back, in milliseconds. */
  #lostAt: number | undefined;
  readonly absencesMs: number[] = [];

  constructor(name: string, line: Line) {
    this.name = name;
    this.line = line;
    line.on('message', ({ seq, text }) => this.#hear(seq, text));
    line.on('state', ({ type }) => {
      if (type === 'online' && this.#lostAt !== undefined) {
        this.absencesMs.push(performance.now() - this.#lostAt);
        this.#lostAt = undefined;
      } else if (type !== 'online') this.#lostAt ??= performance.now();
    });
  }

  #hear(seq: number, text: string): void {
    if (this.#last !== 0 && seq !== this.#last + 1) {
      violations.push(`${this.name} heard ${seq} after ${this.#last}`);
    }
    this.#last = seq;
    const [from = '', number = ''] = text.split(' ');
    const before = this.#heard.get(from);
    if (before !== undefined && Number(number) !== before + 1) {
      violations.push(`${this.name} heard ${from} ${number} after ${before}`);
    }
    this.#heard.set(from, Number(number));
  }

  say(): void {
    this.said += 1;
    this.line.send(`${this.name} ${this.said}`).then(
      () => {
        this.acknowledged += 1;
      },
      (error: Error) => violations.push(`${this.name} could not send: ${error.message}`),
    );
  }

  lastOf(name: string): number {
    return this.#heard.get(name) ?? 0;
  }
}

const between = ({ least, most }: { least: number; most: number }) => randomInt(least, most);

const nats = await startNatsServers(scope, wayBetween);
const servers = nats.map(({ url }) => url);
const folder = temporaryFolder();
const first = new LineNode(folder, servers);
await first.ready();
const nodes = [first, ...[1, 2].map(() => new LineNode(folderWithKeysOf(folder), servers))];
scope.after(() => Promise.all(nodes.map((node) => node.kill())));
await Promise.all(nodes.slice(1).map((node) => node.ready()));
const people: Person[] = [];
for (const [index, node] of [...nodes, ...nodes].entries()) {
  const name = `p${index}`;
  const way = { address: node.address, name, password: 'correct horse battery 77', signUp: true };
  people.push(new Person(name, await connect({ ...way, catchUp: 'while-running' })));
}

/** The faults: what is done, and how it is undone. */
const faults: Readonly<Record<string, (victim: number) => Promise<() => unknown>>> = {
  'kill of a node': async (victim) => {
    const node = nodes[victim] as LineNode;
    await node.kill();
    return () => node.startAgain();
  },
  'pause of a node': async (victim) => {
    const node = nodes[victim] as LineNode;
    node.signal('SIGSTOP');
    return () => node.signal('SIGCONT');
  },
  'kill of a nats-server': async (victim) => {
    const server = nats[victim] as NatsServer;
    await server.kill();
    return () => server.start();
  },
  'pause of a nats-server': async (victim) => {
    const server = nats[victim] as NatsServer;
    server.pause();
    return () => server.resume();
  },
  'nats-server cut off': async (victim) => {
    cutOff.add(victim);
    for (const { from, to, relay } of ways) if (from === victim || to === victim) relay.cutAll();
    return () => cutOff.delete(victim);
  },
};

console.log(`Three nodes, three nats-servers, ${people.length} people, ${minutes} minutes.`);
const talking = setInterval(() => {
  for (const person of people) person.say();
}, everyMs);
const endsAt = performance.now() + minutes * 60_000;
const counts = new Map<string, number>();
const backMs: number[] = [];
const names = Object.keys(faults);
while (performance.now() < endsAt) {
  await delay(between(calmMs));
  const name = names[randomInt(names.length)] as string;
  for (const { absencesMs } of people) absencesMs.length = 0;
  const undo = await faults[name]?.(randomInt(3));
  await delay(between(faultMs));
  if (name === 'kill of a node') backMs.push(...people.flatMap(({ absencesMs }) => absencesMs));
  await undo?.();
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
clearInterval(talking);

/** After the last fault everything is acknowledged and heard by all. */
const deadline = performance.now() + 120_000;
const isDone = () =>
  people.every(
    ({ said, acknowledged, name }) =>
      said === acknowledged && people.every((other) => other.lastOf(name) === said),
  );
while (!isDone() && performance.now() < deadline) await delay(100);
for (const { name, said, acknowledged } of people) {
  if (acknowledged !== said) violations.push(`${name} said ${said}, ${acknowledged} acknowledged`);
  for (const other of people) {
    const heard = other.lastOf(name);
    if (heard !== said) violations.push(`${other.name} heard ${heard} of ${said} of ${name}`);
  }
}
backMs.sort((one, other) => one - other);
const p99 = backMs[Math.ceil(backMs.length * 0.99) - 1];
if (p99 !== undefined && p99 > backWithinMs) {
  violations.push(`clients were back within ${p99.toFixed(0)} ms, 99 of 100 times`);
}
const said = people.reduce((sum, person) => sum + person.said, 0);
for (const [name, count] of counts) console.log(`${name}: ${count}`);
console.log(
  `${said} messages; back after a kill: p99 ${p99?.toFixed(0) ?? '-'} ms of ${backMs.length}`,
);
for (const violation of violations.slice(0, 50)) console.error(`VIOLATION: ${violation}`);
console.log(`${violations.length} violations.`);
for (const { line } of people) line.abort();
for (const undo of undoing.reverse()) await undo();
process.exit(violations.length === 0 ? 0 : 1);
