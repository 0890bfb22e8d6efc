import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { phasesOf, runLoad } from '../../bench/measure/load.ts';
import type { Plan } from '../../bench/measure/plan.ts';
import { hasCompiler } from '../../bench/measure/programs.ts';

/** Takes the lines that one sender has sent; returns those that the readers get for this one. */
type Treatment = (line: string, count: number) => readonly string[];

/** A chat server that is one line of text a message: what does not read says so first. */
async function startServer(treat: Treatment): Promise<Server> {
  const readers: Socket[] = [];
  let count = 0;
  const take = (socket: Socket, line: string) => {
    if (line === 'reader') readers.push(socket);
    if (line === 'reader' || line === 'sender') return void socket.write('ready\n');
    for (const told of treat(line, ++count)) for (const to of readers) to.write(`${told}\n`);
    socket.write('thanks\n');
  };
  const server = createServer((socket) => {
    let rest = '';
    socket.on('error', () => {}).setEncoding('utf8');
    socket.on('data', (text) => {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(socket, line);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function planFor(server: Server, plan: Partial<Plan>): Plan {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  const steps = (role: string) => [{ say: `${role}\n` }, { await: 'ready\n' }];
  const reader = { group: 0, sends: false, reads: true, steps: steps('reader') };
  const message = Buffer.from('<<id>> <<text>>\n');
  const sender = { group: 0, sends: true, reads: false, steps: steps('sender'), message };
  return {
    ...{ host: '127.0.0.1', port: address.port, connections: [sender, reader, reader] },
    ...{ window: 4, textBytes: 100, credit: 'delivered', echo: true },
    ...{ warmupMs: 10, runMs: 50, ...plan },
  };
}

async function loadWith(treat: Treatment, plan: Partial<Plan> = {}) {
  const server = await startServer(treat);
  try {
    return await runLoad(planFor(server, plan));
  } finally {
    server.close();
  }
}

/** The faults that a server may have with its tenth message. */
const faults: Readonly<Record<string, () => Treatment>> = {
  'is dropped': () => (line, count) => (count === 10 ? [] : [line]),
  'comes twice': () => (line, count) => (count === 10 ? [line, line] : [line]),
  'comes after the next one': () => {
    let held = '';
    return (line, count) => {
      if (count === 10) held = line;
      return count === 10 ? [] : count === 11 ? [line, held] : [line];
    };
  },
  'is another one': () => (line, count) => [count === 10 ? line.replace('|', '/') : line],
};

const credits = {
  'when a message is over once delivered': 'delivered',
  'when a message is over once acknowledged': { acknowledgement: 'thanks\n' },
} as const;

describe('the load', { skip: !hasCompiler && 'there is no C compiler' }, () => {
  for (const [when, credit] of Object.entries(credits)) {
    test(`is content with a server that delivers, ${when}`, async () => {
      const events = await loadWith((line) => [line], { credit });
      const verified = events.at(-1);
      assert.ok(verified?.event === 'verified');
      assert.ok(verified.sent > 0);
      assert.equal(verified.completed, verified.sent);
      assert.equal(verified.deliveries, 2 * verified.sent);
      const [run] = phasesOf(events, 'run');
      assert.ok(run !== undefined && run.completed > 0 && run.p50 > 0 && run.p99 >= run.p50);
    });

    for (const [fault, make] of Object.entries(faults)) {
      test(`notices that a message ${fault}, ${when}`, async () => {
        await assert.rejects(
          // What is missing is waited for; a slow server is no fault that this takes for another.
          loadWith(make(), { credit, patienceMs: 200 }),
          /not what was sent|nothing was completed/,
        );
      });
    }
  }

  test('sends at once, so that a warmup warms up', async () => {
    const events = await loadWith((line) => [line], { warmupMs: 300 });
    const [warmup] = phasesOf(events, 'warmup');
    assert.ok(warmup !== undefined && warmup.completed > 1);
  });

  test('lets a connection that stalls catch up', async () => {
    const server = await startServer((line) => [line]);
    try {
      const plan = planFor(server, { stallMs: 50 });
      const connections = plan.connections.map((one, index) => ({ ...one, stalls: index === 2 }));
      const events = await runLoad({ ...plan, connections });
      const verified = events.at(-1);
      assert.ok(verified?.event === 'verified');
      assert.equal(verified.deliveries, 2 * verified.sent);
      assert.ok((phasesOf(events, 'stall')[0]?.completed ?? 0) > 0);
    } finally {
      server.close();
    }
  });
});
