/*
 * Kills, pauses and cuts off nodes of a line and its nats-servers while people on all nodes talk: `npm run test:cluster`,
 * for an hour, or `npm run test:cluster -- --minutes N`. Ends with 1 when a message was lost, doubled or out of order.
 */
import { randomInt } from 'node:crypto';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { noNatsServer } from '../src/cluster/nats-server.fixture.ts';
import { connect } from '../src/index.ts';
import { faultsOf } from '../test/cluster/faults.ts';
import { LineNode } from '../test/cluster/line-node.ts';
import { makePlaces } from '../test/cluster/places.ts';
import { Talker } from '../test/cluster/talker.ts';
import { folderWithKeysOf, startNatsServers } from '../test/support/nats-cluster.ts';
import { isInOwnNetwork, noNetworks, runInOwnNetwork } from '../test/support/network.ts';
import { temporaryFolder } from '../test/support/test-server.ts';

/** Milliseconds between two messages of a person, and between two faults. */
const everyMs = 40;
const calmMs = { least: 4_000, most: 9_000 };
const faultMs = { least: 500, most: 6_000 };
/** Clients are back so soon when their node was killed, 99 of 100 times. */
const backWithinMs = 3_000;
/** Everything is acknowledged and heard by all so soon after the last fault. */
const settledWithinMs = 120_000;

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes ${values.minutes} is not a number of minutes`);
if (noNatsServer !== false) {
  console.error(`Cannot test a cluster: ${noNatsServer}.`);
  process.exit(1);
}
if (noNetworks !== false) console.log(`Nothing is cut off: ${noNetworks}.`);
else if (!isInOwnNetwork) process.exit(await runInOwnNetwork());

const undoing: (() => unknown)[] = [];
const scope = { after: (undo: () => unknown) => void undoing.push(undo) };
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void undoAll().then(() => process.exit(130)));
}
process.once('uncaughtException', (error) => {
  console.error(error);
  void undoAll().then(() => process.exit(1));
});
const startedAt = performance.now();
let violations = 0;
/** At once: a run may be ended from outside. */
const onViolation = (words: string) => {
  violations += 1;
  if (violations <= 50) console.error(`VIOLATION after ${secondsSince(startedAt)} s: ${words}`);
};

const places = isInOwnNetwork ? await makePlaces(scope) : undefined;
const natsPlaces = places?.servers.map(({ host, address }) => ({
  host: address,
  command: host.command,
}));
const servers = await startNatsServers(scope, natsPlaces);
const urls = servers.map(({ url }) => url);
const folder = temporaryFolder();
const first = startNode(0, folder);
await first.ready();
const nodes = [first, ...[1, 2].map((index) => startNode(index, folderWithKeysOf(folder)))];
scope.after(() => Promise.all(nodes.map((node) => node.kill())));
await Promise.all(nodes.map((node) => node.ready()));

/** Since the last message that was acknowledged to anybody, and the longest time between two of them in a fault. */
let acknowledgedAt = performance.now();
let silenceMs = 0;
const onAcknowledged = () => {
  const now = performance.now();
  silenceMs = Math.max(silenceMs, now - acknowledgedAt);
  acknowledgedAt = now;
};
const people: Talker[] = [];
for (const [index, node] of [...nodes, ...nodes].entries()) {
  const name = `p${index}`;
  const way = { address: node.address, name, password: 'correct horse battery 77', signUp: true };
  const line = await connect({ ...way, catchUp: 'while-running' });
  people.push(new Talker(name, line, onViolation, onAcknowledged));
}

console.log(`Three nodes, three nats-servers, ${people.length} people, ${minutes} minutes.`);
const talking = setInterval(() => {
  for (const person of people) person.say();
}, everyMs);
const endsAt = performance.now() + minutes * 60_000;
const silencesMs = new Map<string, number[]>();
const backMs: number[] = [];
const faults = Object.entries(faultsOf({ nodes, servers, places }));
while (performance.now() < endsAt) {
  await delay(randomInt(calmMs.least, calmMs.most));
  const [name, fault] = faults[randomInt(faults.length)] as (typeof faults)[number];
  for (const { absencesMs } of people) absencesMs.length = 0;
  silenceMs = 0;
  const heal = await fault(randomInt(nodes.length));
  await delay(randomInt(faultMs.least, faultMs.most));
  await heal();
  // An absence or a silence that goes on counts as long as it lasts.
  const healedAt = performance.now();
  while (acknowledgedAt < healedAt || people.some(({ isAway }) => isAway)) {
    if (performance.now() > healedAt + settledWithinMs) {
      onViolation(`${name}: not everybody is back and heard after ${settledWithinMs} ms`);
      break;
    }
    await delay(10);
  }
  if (name === 'kill of a node') backMs.push(...people.flatMap(({ absencesMs }) => absencesMs));
  silencesMs.set(name, [...(silencesMs.get(name) ?? []), silenceMs]);
}
clearInterval(talking);

const isSettled = () =>
  people.every(
    ({ said, acknowledged, name }) =>
      said === acknowledged && people.every((other) => other.lastOf(name) === said),
  );
const deadline = performance.now() + settledWithinMs;
while (!isSettled() && performance.now() < deadline) await delay(100);
for (const { name, said, acknowledged } of people) {
  if (acknowledged !== said) onViolation(`${name} said ${said}, ${acknowledged} acknowledged`);
  for (const other of people) {
    const heard = other.lastOf(name);
    if (heard !== said) onViolation(`${other.name} heard ${heard} of ${said} of ${name}`);
  }
}
const back = share(backMs, 0.99);
if (back !== undefined && back > backWithinMs) {
  onViolation(`clients were back within ${back.toFixed(0)} ms, 99 of 100 times`);
}
for (const [name, silences] of silencesMs) {
  const times = `p50 ${written(share(silences, 0.5))}, longest ${written(Math.max(...silences))}`;
  console.log(`${name}: ${silences.length}; nothing acknowledged for: ${times}`);
}
const said = people.reduce((sum, person) => sum + person.said, 0);
console.log(
  `${said} messages; back after the kill of a node: p50 ${written(share(backMs, 0.5))}, ` +
    `p99 ${written(back)} of ${backMs.length}`,
);
console.log(`${violations} violations.`);
for (const { line } of people) line.abort();
await undoAll();
process.exit(violations === 0 ? 0 : 1);

function startNode(index: number, data: string): LineNode {
  const place = places?.nodes[index];
  return new LineNode({
    folder: data,
    servers: urls,
    onFailure: (words) => onViolation(`node ${index}: ${words}`),
    ...(place && { host: place.address, command: place.host.command }),
  });
}

function share(times: readonly number[], part: number): number | undefined {
  return times.toSorted((one, other) => one - other)[Math.ceil(times.length * part) - 1];
}

function secondsSince(then: number): string {
  return ((performance.now() - then) / 1_000).toFixed(0);
}

function written(ms: number | undefined): string {
  return ms === undefined ? '-' : `${ms.toFixed(0)} ms`;
}

async function undoAll(): Promise<void> {
  for (const undo of undoing.splice(0).reverse()) await undo();
}
