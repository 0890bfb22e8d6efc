import { setTimeout as delay } from 'node:timers/promises';
import { MidSource } from '../../src/base/mid-source.ts';
import type { ServerMessage } from '../../src/wire/messages.ts';
import { percentile } from '../measure/values.ts';
import { type Device, Peer } from './peer.ts';
import { report, runTask } from './task.ts';

/** Two people who talk. */
export interface ConversationTask {
  readonly host: string;
  readonly port: number;
  readonly sender: Device;
  readonly reader: Device;
  /** Name of the reader. */
  readonly to: string;
  readonly text: string;
}

/** Answer to whatever it is told: what the messages since the last time took to arrive, in microseconds. */
export interface ConversationReport {
  readonly messages: number;
  readonly p50: number;
  readonly p99: number;
}

/** From the end of a message to the next, in milliseconds: a conversation, and no flood of its own. */
const pauseMs = 5;

/** Waits for a message, and answers the pings that come in between. */
async function hearMessage(peer: Peer, token: string): Promise<void> {
  for (;;) {
    const text = await peer.socket.receiveMessage();
    if (text === null) throw new Error('the server ended the conversation');
    const message: ServerMessage = JSON.parse(text);
    if (message.type === 'entries') return;
    if (message.type === 'ping') peer.say({ type: 'pong', token, mark: message.mark });
    if (message.type === 'error' || message.type === 'bye') throw new Error(message.message);
  }
}

async function run(told: AsyncIterator<unknown>): Promise<void> {
  const { host, port, text, to, ...devices } = (await told.next()).value as ConversationTask;
  const sender = await Peer.connect({ host, port });
  const { token } = await sender.resume(devices.sender);
  const reader = await Peer.connect({ host, port });
  const welcome = await reader.resume(devices.reader);
  let taken: number[] = [];
  void answer(told, () => {
    const latencies = taken;
    taken = [];
    return latencies;
  });
  const mids = new MidSource();
  for (let id = 1; ; id += 1) {
    const start = performance.now();
    const content = { kind: 'text', text } as const;
    const mid = mids.next(Date.now());
    sender.say({ type: 'post', token, id, room: `@${to}`, mid, content });
    await hearMessage(reader, welcome.token);
    taken.push((performance.now() - start) * 1000);
    // Its own copy, which follows the acknowledgement, so that nothing is left of this message.
    await hearMessage(sender, token);
    await delay(pauseMs);
  }
}

async function answer(told: AsyncIterator<unknown>, take: () => number[]): Promise<void> {
  while (!(await told.next()).done) {
    const latencies = take();
    const of = (share: number) => (latencies.length === 0 ? 0 : percentile(latencies, share));
    report({
      messages: latencies.length,
      p50: of(0.5),
      p99: of(0.99),
    } satisfies ConversationReport);
  }
}

await runTask(run);
