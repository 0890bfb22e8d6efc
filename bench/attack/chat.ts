import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { MidSource } from '../../src/base/mid-source.ts';
import { encodeMessage } from '../../src/wire/frame.ts';
import { ClearMessageSocket, MessageSocket } from '../../src/wire/message-socket.ts';
import type { ClientMessage, ServerMessage } from '../../src/wire/messages.ts';
import { protocolVersion } from '../../src/wire/protocol-version.ts';
import { readContent } from '../../src/words/content.ts';
import { readRuns } from '../../src/words/runs.ts';
import type { SeededAccount } from '../line/seeded-store.ts';
import { percentile } from '../measure/values.ts';

/* Two people who talk while a server is attacked, and how long their messages take. */

/** The talk of two people at a steady rate. */
export interface Chat {
  readonly port: number;
  /** They are connected over TLS. Default: in clear text. */
  readonly tls?: boolean;
  readonly sender: SeededAccount;
  readonly listener: SeededAccount;
  readonly messagesPerSecond: number;
  readonly textBytes: number;
  readonly forMs: number;
}

/** Milliseconds from sending each message until the other one had it. */
export class Latencies {
  readonly #taken: number[] = [];

  add(taken: readonly number[]): void {
    this.#taken.push(...taken);
  }

  get p99(): number {
    return percentile(this.#taken, 0.99);
  }

  toString(): string {
    const p50 = percentile(this.#taken, 0.5).toFixed(1);
    return `p50 ${p50} ms, p99 ${this.p99.toFixed(1)} ms (${this.#taken.length} messages)`;
  }
}

/** One who takes part beside a device that is not here, by that device's token. */
async function takePart({ port, tls }: Chat, { device }: SeededAccount, receive: boolean) {
  const raw = tls === true ? connect({ port, host: '127.0.0.1' }) : undefined;
  const socket =
    raw === undefined
      ? new ClearMessageSocket()
      : new MessageSocket(raw, { rejectUnauthorized: false });
  if (raw === undefined) socket.connect({ port, host: '127.0.0.1' });
  await once(socket, raw === undefined ? 'connect' : 'secure');
  const say = (message: ClientMessage) => socket.write(encodeMessage(message));
  const bindings = [raw === undefined ? 'none' : 'tls-exporter'] as const;
  say({ type: 'hello', versions: [protocolVersion], client: 'bench', bindings: [...bindings] });
  const { session, token: secret } = device;
  say({ type: 'attach', id: 1, session, secret, receive, present: false });
  const next = async (): Promise<ServerMessage> => {
    const text = await socket.receiveMessage();
    if (text === null) throw new Error('the server hung up on somebody who talks');
    const message: ServerMessage = JSON.parse(text);
    if (message.type === 'error') throw new Error(message.message);
    return message;
  };
  let message = await next();
  while (message.type !== 'welcome') message = await next();
  return { socket, say, next, token: message.token };
}

/** Has two people talk, message after message at a steady rate, however long each takes. */
export async function measureChat(chat: Chat, latencies = new Latencies()): Promise<Latencies> {
  const listener = await takePart(chat, chat.listener, true);
  const sender = await takePart(chat, chat.sender, false);
  const taken: number[] = [];
  const total = Math.round((chat.messagesPerSecond * chat.forMs) / 1000);
  const listened = (async () => {
    while (taken.length < total) {
      const message = await listener.next();
      if (message.type === 'ping') {
        listener.say({ type: 'pong', token: listener.token, mark: message.mark });
      }
      if (message.type !== 'entries') continue;
      for (const entry of readRuns(message.first, message.runs)) {
        const { text } = readContent({ ...entry.content }) as { text: string };
        taken.push(performance.now() - Number(text.slice(0, text.indexOf(' '))));
      }
    }
  })();
  // Acknowledgements are read as they come; pings to one who is shown nothing are rare.
  sender.socket.on('error', () => {});
  const acknowledged = (async () => {
    for (let count = 0; count < total; ) {
      const message = await sender.next();
      if (message.type === 'posted') count += 1;
      if (message.type === 'ping') {
        sender.say({ type: 'pong', token: sender.token, mark: message.mark });
      }
    }
  })();
  const mids = new MidSource();
  const startedAt = performance.now();
  for (let id = 1; id <= total; id += 1) {
    const dueAt = startedAt + (id * 1000) / chat.messagesPerSecond;
    const restMs = dueAt - performance.now();
    if (restMs > 0) await pause(restMs);
    const text = `${performance.now()} `.padEnd(chat.textBytes, 'x');
    const content = { kind: 'text', text } as const;
    const mid = mids.next(Date.now());
    sender.say({ type: 'post', token: sender.token, id, room: 'lobby', mid, content });
  }
  await Promise.all([listened, acknowledged]);
  for (const { socket } of [listener, sender]) socket.destroy();
  latencies.add(taken);
  return latencies;
}
