// node bench/attack/stalled-readers.ts: a thousand readers stop reading, and it is measured what that costs the
// others and the memory of the machine. It takes the built server: npm run -s build.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { encodeMessage, FrameDecoder } from '../../src/wire/frame.ts';
import type { ClientMessage, ServerMessage } from '../../src/wire/messages.ts';
import { protocolVersion } from '../../src/wire/protocol-version.ts';
import { startLine } from '../line/partyline.ts';
import { type SeededAccount, SeededStore } from '../line/seeded-store.ts';
import { rssBytes } from '../measure/process-figures.ts';
import { end } from '../measure/started.ts';
import { withFolder } from '../measure/temporary.ts';
import { measureChat } from './chat.ts';

const readers = 1_000;
const messagesPerSecond = 20;
const textBytes = 2_000;
const phaseMs = 15_000;

/** The task of the thread of the readers. */
interface ReadersTask {
  readonly port: number;
  readonly accounts: readonly SeededAccount[];
}

/** One reader that answers pings as it reads. */
function startReader(port: number, { device }: SeededAccount): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  const decoder = new FrameDecoder(1 << 20);
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  let token = '';
  const say = (message: ClientMessage) => socket.write(encodeMessage(message));
  say({ type: 'hello', versions: [protocolVersion], client: 'bench', bindings: ['none'] });
  say({
    ...{ type: 'resume', id: 1, session: device.session, deviceToken: device.token },
    ...{ epoch: 'A'.repeat(22), cursors: {} },
  });
  socket.on('error', reject).on('data', (chunk) => {
    decoder.push(chunk);
    for (let payload = decoder.next(); payload !== undefined; payload = decoder.next()) {
      const start = payload.toString('latin1', 0, 40);
      if (start.startsWith('{"type":"entries"')) continue;
      const message: ServerMessage = JSON.parse(payload.toString());
      if (message.type === 'ping') say({ type: 'pong', token, mark: message.mark });
      if (message.type !== 'welcome') continue;
      token = message.token;
      resolve(socket);
    }
  });
  return promise;
}

async function runReaders({ port, accounts }: ReadersTask): Promise<void> {
  const sockets: Socket[] = [];
  for (const account of accounts) sockets.push(await startReader(port, account));
  parentPort?.postMessage('ready');
  parentPort?.on('message', () => {
    for (const socket of sockets) socket.pause();
    parentPort?.postMessage('stopped');
  });
}

/** Memory that the kernel has in buffers of TCP, both ends of every connection, in bytes (proc(5)). */
function tcpBytes(): number {
  const pages = /^TCP: .* mem (\d+)$/m.exec(readFileSync('/proc/net/sockstat', 'utf8'))?.[1];
  return Number(pages) * 4096;
}

async function main(): Promise<void> {
  await withFolder(async (folder) => {
    const data = join(folder, 'data');
    const store = new SeededStore(data);
    const people = store.addAccounts(0, readers + 2);
    store.close();
    const line = await startLine(data);
    try {
      const [sender, listener, ...accounts] = people as [SeededAccount, SeededAccount];
      const workerTask: ReadersTask = { port: line.port, accounts };
      const worker = new Worker(fileURLToPath(import.meta.url), { workerData: workerTask });
      await once(worker, 'message');
      const load = { port: line.port, sender, listener, messagesPerSecond, textBytes };
      await measureChat({ ...load, forMs: phaseMs / 4 });
      const before = await measureChat({ ...load, forMs: phaseMs });
      const [rssBefore, tcpBefore] = [rssBytes(line.pid), tcpBytes()];
      worker.postMessage('stop');
      await once(worker, 'message');
      const after = await measureChat({ ...load, forMs: phaseMs });
      const each = (bytes: number) => `${(bytes / readers / 1024).toFixed(0)} KiB`;
      console.log(`all ${readers} read: ${before}`);
      console.log(`all ${readers} have stopped, from that moment on: ${after}`);
      console.log(`p99 ${(after.p99 / before.p99).toFixed(2)} times`);
      console.log(`server, more for each: ${each(rssBytes(line.pid) - rssBefore)}`);
      console.log(`kernel, more for each, both ends: ${each(tcpBytes() - tcpBefore)}`);
      await worker.terminate();
    } finally {
      await end(line.child);
    }
  });
}

if (isMainThread) {
  await main();
  process.exit();
} else await runReaders(workerData as ReadersTask);
