import { once } from 'node:events';
import { connect } from 'node:net';
import { MidSource } from '../../src/base/mid-source.ts';
import { encodeMessage } from '../../src/wire/frame.ts';
import { ClearMessageSocket, MessageSocket } from '../../src/wire/message-socket.ts';
import type { ServerMessage } from '../../src/wire/messages.ts';
import { readContent } from '../../src/words/content.ts';
import { readRuns } from '../../src/words/runs.ts';
import { percentile } from '../measure/values.ts';
import { report, runTask } from './task.ts';

/** The task of the load: send from one connection to another, one message in flight. */
export interface TlsLatencyTask {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** The frames by which sender and reader are let in, in base64. */
  readonly sender: string;
  readonly reader: string;
  readonly warmupMs: number;
  readonly runMs: number;
  readonly textBytes: number;
}

/** From sending until the reader has it, in microseconds. */
export interface TlsLatencyReport {
  readonly messages: number;
  readonly p50: number;
  readonly p99: number;
}

/** One connection that is logged in. */
class Client {
  readonly #socket: MessageSocket | ClearMessageSocket;
  token = '';

  private constructor(socket: MessageSocket | ClearMessageSocket) {
    this.#socket = socket;
  }

  static async logIn({ host, port, tls }: TlsLatencyTask, greeting: string): Promise<Client> {
    const client = new Client(tls ? await connectTls(host, port) : await connectClear(host, port));
    client.#socket.write(Buffer.from(greeting, 'base64'));
    const welcome = await client.hear('welcome');
    client.token = welcome.token;
    return client;
  }

  say(message: Parameters<typeof encodeMessage>[0]): void {
    this.#socket.write(encodeMessage(message));
  }

  /** The next message of a type; answers pings, and passes over all else. */
  async hear<Type extends ServerMessage['type']>(
    type: Type,
  ): Promise<Extract<ServerMessage, { type: Type }>> {
    for (;;) {
      const text = await this.#socket.receiveMessage();
      if (text === null) throw new Error('the server ended the connection');
      const message: ServerMessage = JSON.parse(text);
      if (message.type === type) return message as Extract<ServerMessage, { type: Type }>;
      if (message.type === 'ping')
        this.say({ type: 'pong', token: this.token, mark: message.mark });
      if (message.type === 'error' || message.type === 'bye') throw new Error(message.message);
    }
  }
}

async function connectTls(host: string, port: number): Promise<MessageSocket> {
  const socket = new MessageSocket(connect(port, host), { rejectUnauthorized: false });
  await once(socket, 'secure');
  return socket;
}

async function connectClear(host: string, port: number): Promise<ClearMessageSocket> {
  const socket = new ClearMessageSocket();
  socket.connect(port, host);
  await once(socket, 'connect');
  return socket;
}

async function run(told: AsyncIterator<unknown>): Promise<void> {
  const task = (await told.next()).value as TlsLatencyTask;
  const reader = await Client.logIn(task, task.reader);
  const sender = await Client.logIn(task, task.sender);
  const warmupEnd = performance.now() + task.warmupMs;
  const runEnd = warmupEnd + task.runMs;
  const mids = new MidSource();
  const taken: number[] = [];
  for (let id = 1, start = performance.now(); start < runEnd; id += 1, start = performance.now()) {
    const microseconds = await exchange(sender, reader, id, mids.next(Date.now()), task.textBytes);
    if (start >= warmupEnd) taken.push(microseconds);
  }
  const [p50, p99] = [percentile(taken, 0.5), percentile(taken, 0.99)];
  report({ messages: taken.length, p50, p99 } satisfies TlsLatencyReport);
}

/** Sends a message and checks what the reader gets; resolves with how long that took. */
async function exchange(
  sender: Client,
  reader: Client,
  id: number,
  mid: string,
  textBytes: number,
): Promise<number> {
  const text = String(id).padEnd(textBytes, 'x');
  const start = process.hrtime.bigint();
  const content = { kind: 'text', text } as const;
  sender.say({ type: 'post', token: sender.token, id, room: 'lobby', mid, content });
  const { first, runs } = await reader.hear('entries');
  const [arrived] = Array.from(readRuns(first, runs), (entry) => readContent({ ...entry.content }));
  const microseconds = Number(process.hrtime.bigint() - start) / 1000;
  if (arrived?.text !== text) throw new Error(`instead of message ${id} came: ${arrived?.text}`);
  const posted = await sender.hear('posted');
  if (posted.re !== id) throw new Error(`instead of ${id} the server acknowledged ${posted.re}`);
  return microseconds;
}

await runTask(run);
