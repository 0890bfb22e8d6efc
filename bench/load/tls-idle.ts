import { connect } from 'node:net';
import { encodeMessage } from '../../src/wire/frame.ts';
import type { MessageChannel } from '../../src/wire/message-channel.ts';
import { MessageSocket } from '../../src/wire/message-socket.ts';
import type { ServerMessage } from '../../src/wire/messages.ts';
import { limits } from '../../src/words/limits.ts';
import { report, runTask } from './task.ts';

/** The task of the load: open connections, and keep them. */
export interface TlsIdleTask {
  readonly host: string;
  readonly port: number;
  /** For each connection, what it says to be let in: frames, in base64. */
  readonly greetings: readonly string[];
}

/** All connections are there, and logged in. */
export interface TlsIdleReport {
  readonly connections: number;
}

/** Connections that get ready at the same time: as many as one address may have. */
const ramp = 16;

/** Connects with TLS and says the greeting; resolves when it is welcome, and answers pings for ever. */
function logIn({ host, port }: TlsIdleTask, greeting: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = new MessageSocket(connect(port, host), { rejectUnauthorized: false });
  let token = '';
  const channel: MessageChannel = socket.openChannel(limits.frameBytes, {
    payload(payload) {
      const message: ServerMessage = JSON.parse(payload.toString());
      if (message.type === 'ping') {
        channel.sendFrames(encodeMessage({ type: 'pong', token, mark: message.mark }));
      }
      if (message.type === 'bye' || message.type === 'error') reject(new Error(message.message));
      if (message.type !== 'welcome') return;
      token = message.token;
      resolve();
    },
    failed: reject,
    ended: () => reject(new Error('the server ended a connection')),
    drained() {},
    closed: (error) => fail(error ?? new Error('a connection was closed')),
  });
  const fail = (error: Error) => {
    reject(error);
    report({ error: error.message });
  };
  socket.once('secure', () => channel.sendFrames(Buffer.from(greeting, 'base64')));
  return promise;
}

async function run(told: AsyncIterator<unknown>): Promise<void> {
  const task = (await told.next()).value as TlsIdleTask;
  const waiting = task.greetings.values();
  const logInAll = async () => {
    for (const greeting of waiting) await logIn(task, greeting);
  };
  await Promise.all(Array.from({ length: ramp }, logInAll));
  report({ connections: task.greetings.length } satisfies TlsIdleReport);
}

await runTask(run);
