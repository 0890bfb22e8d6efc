// node bench/attack/private-room.ts: somebody who is not in a private room asks about it, and about a room that there
// is not, in turns, and times the answers. It takes the built server: npm run -s build.
import { join } from 'node:path';
import process from 'node:process';
import type { ClientMessage } from '../../src/wire/messages.ts';
import { startLine } from '../line/partyline.ts';
import { SeededStore } from '../line/seeded-store.ts';
import { Peer } from '../load/peer.ts';
import { end } from '../measure/started.ts';
import { withFolder } from '../measure/temporary.ts';

const rounds = Number(process.argv[2] ?? 5_000);
const warmUpRounds = 500;

/** A room by its id, and by its name. */
interface Target {
  readonly key: string;
  readonly name: string;
}

type Ask = (token: string, id: number, target: Target) => ClientMessage;

const mid = 'BBBBBBBBBBBBBBBBBBBBBA';
const content = { kind: 'text', text: 'is anybody here?' } as const;

const requests: Readonly<Record<string, Ask>> = {
  'post by id': (token, id, { key: room }) => ({ type: 'post', token, id, room, mid, content }),
  'post by name': (token, id, { name: room }) => ({ type: 'post', token, id, room, mid, content }),
  history: (token, id, { key: room }) => ({ type: 'history', token, id, room, limit: 10 }),
  'history by name': (token, id, { name: room }) => ({
    type: 'history',
    token,
    id,
    room,
    limit: 10,
  }),
  'room.members': (token, id, { key: room }) => ({ type: 'room.members', token, id, room }),
  'room.join': (token, id, { key: room }) => ({ type: 'room.join', token, id, room }),
  'room.invite': (token, id, { key: room }) => ({
    type: 'room.invite',
    token,
    id,
    room,
    name: 'u0',
  }),
  'room.topic': (token, id, { name: room }) => ({
    type: 'room.topic',
    token,
    id,
    room,
    topic: 'x',
  }),
};

/** Microseconds that a refusal took. */
async function timed(peer: Peer, token: string, message: ClientMessage): Promise<number> {
  const startedAt = performance.now();
  peer.say(message);
  for (;;) {
    const answer = JSON.parse(String(await peer.socket.receiveMessage()));
    if (answer.type === 'error') return (performance.now() - startedAt) * 1_000;
    if (answer.type === 'ping') peer.say({ type: 'pong', token, mark: answer.mark });
    else if ('re' in answer) throw new Error(`${message.type} was answered ${answer.type}`);
  }
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] as number;
}

/** `p50 90 µs, p99 210 µs` */
function words(times: readonly number[]): string {
  const sorted = Float64Array.from(times).sort();
  const [p50, p99] = [quantile(sorted, 0.5), quantile(sorted, 0.99)];
  return `p50 ${p50.toFixed(1)} µs, p99 ${p99.toFixed(0)} µs`;
}

/** How often a guess from one answer is right that compares it with the median of all: 0.5 tells nothing. */
function guessedRight(hidden: readonly number[], missing: readonly number[]): number {
  const middle = quantile(Float64Array.from([...hidden, ...missing]).sort(), 0.5);
  const above = (times: readonly number[]) => times.filter((time) => time > middle).length;
  const right = above(hidden) + missing.length - above(missing);
  return Math.max(right, 2 * missing.length - right) / (2 * missing.length);
}

await withFolder(async (folder) => {
  const data = join(folder, 'data');
  const store = new SeededStore(data);
  const [owner, outsider] = store.addAccounts(0, 2);
  if (owner === undefined || outsider === undefined) throw new Error('two people are needed');
  const key = store.addRoom([owner]);
  store.close();
  const line = await startLine(data, { tls: true });
  try {
    const place = { host: '127.0.0.1', port: line.port };
    const inside = await Peer.connect(place);
    const { token: own, rooms } = await inside.resume(owner.device);
    const name = rooms.find(({ room }) => room === key)?.name ?? '';
    inside.say({
      type: 'room.change',
      token: own,
      id: 2,
      room: key,
      change: { access: 'private' },
    });
    while (!String(await inside.socket.receiveMessage()).includes('"type":"done"'));
    const hidden: Target = { key, name };
    const missing: Target = { key: `${key.slice(0, -1)}x`, name: `${name.slice(0, -1)}x` };
    const peer = await Peer.connect(place);
    const { token } = await peer.resume(outsider.device);
    let id = 1;
    for (const [title, ask] of Object.entries(requests)) {
      const times: Record<'hidden' | 'missing', number[]> = { hidden: [], missing: [] };
      for (let round = 0; round < warmUpRounds + rounds; round += 1) {
        const turns =
          Math.random() < 0.5 ? (['hidden', 'missing'] as const) : (['missing', 'hidden'] as const);
        for (const turn of turns) {
          id += 1;
          const us = await timed(peer, token, ask(token, id, turn === 'hidden' ? hidden : missing));
          if (round >= warmUpRounds) times[turn].push(us);
        }
      }
      const right = (100 * guessedRight(times.hidden, times.missing)).toFixed(1);
      console.log(
        `${title}: there ${words(times.hidden)}; not there ${words(times.missing)}; guessed ${right} %`,
      );
    }
  } finally {
    await end(line.child);
  }
});
process.exit();
