// node bench/attack/crowd.ts [silent|hello]: a crowd of connections never finishes TLS, from seventy addresses or
// from one that an honest person shares, and it is measured who gets in and how long talk takes. It takes the built
// server: npm run -s build.
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { startLine } from '../line/partyline.ts';
import { type SeededAccount, SeededStore } from '../line/seeded-store.ts';
import { Peer } from '../load/peer.ts';
import { end } from '../measure/started.ts';
import { withFolder } from '../measure/temporary.ts';
import { measureChat } from './chat.ts';

const connections = 1_024;
const attempts = 50;
/** How soon a connection of the crowd comes again that was dropped. */
const comesAgainAfterMs = 100;
const talkMs = 10_000;

/** The task of the thread of the crowd. */
interface CrowdTask {
  readonly port: number;
  readonly addresses: readonly string[];
  /** They say the beginning of a TLS handshake, and not nothing. */
  readonly saysHello: boolean;
}

/** A record of TLS that holds the beginning of a ClientHello (RFC 8446, section 4.1.2). */
const beginning = Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]);

function runCrowd({ port, addresses, saysHello }: CrowdTask): void {
  let opened = 0;
  const come = (localAddress: string) => {
    opened += 1;
    const socket = connect({ host: '127.0.0.1', port, localAddress });
    socket.on('error', () => {});
    socket.once('close', () => setTimeout(come, comesAgainAfterMs, localAddress));
    if (saysHello) socket.write(beginning);
  };
  for (let index = 0; index < connections; index += 1) {
    come(addresses[index % addresses.length] as string);
  }
  setInterval(() => parentPort?.postMessage(opened), 500);
}

/** So many come back by their devices' tokens, one after the other; returns how many got in. */
async function comeBack(port: number, from: string, accounts: readonly SeededAccount[]) {
  let succeeded = 0;
  for (const { device } of accounts) {
    const isIn = (async () => {
      const peer = await Peer.connect({ host: '127.0.0.1', port, from });
      await peer.resume(device);
      peer.socket.destroy();
      return true;
    })();
    const isLate = pause(10_000, false, { ref: false });
    if (await Promise.race([isIn.catch(() => false), isLate])) succeeded += 1;
  }
  return succeeded;
}

async function measure(title: string, addresses: readonly string[], honest: string) {
  await withFolder(async (folder) => {
    const data = join(folder, 'data');
    const store = new SeededStore(data);
    const people = store.addAccounts(0, 2 + 2 * attempts);
    store.close();
    const line = await startLine(data, { tls: true });
    const { port } = line;
    try {
      const [sender, listener, ...others] = people as [SeededAccount, SeededAccount];
      const talk = { port, tls: true, sender, listener, messagesPerSecond: 50, textBytes: 100 };
      await measureChat({ ...talk, forMs: talkMs / 4 });
      const quiet = measureChat({ ...talk, forMs: talkMs });
      const before = await comeBack(port, '127.0.9.1', others.slice(0, attempts));
      const { p99 } = await quiet;
      const saysHello = process.argv[2] === 'hello';
      const crowdTask: CrowdTask = { port, addresses, saysHello };
      const crowd = new Worker(fileURLToPath(import.meta.url), { workerData: crowdTask });
      let opened = 0;
      crowd.on('message', (count) => {
        opened = count;
      });
      await once(crowd, 'message');
      await pause(1_000);
      const [openedBefore, startedAt] = [opened, performance.now()];
      const attacked = measureChat({ ...talk, forMs: talkMs });
      const succeeded = await comeBack(port, honest, others.slice(attempts));
      const latencies = await attacked;
      const perSecond = ((opened - openedBefore) * 1000) / (performance.now() - startedAt);
      console.log(`${title}, ${saysHello ? 'which say hello' : 'which say nothing'}:`);
      console.log(`  in by resuming: ${succeeded} of ${attempts}; without the crowd ${before}`);
      console.log(
        `  chat p99 ${latencies.p99.toFixed(1)} ms, ${(latencies.p99 / p99).toFixed(2)} times that without the crowd`,
      );
      console.log(`  the crowd opens ${perSecond.toFixed(0)} connections a second`);
      await crowd.terminate();
    } finally {
      await end(line.child);
    }
  });
}

async function main(): Promise<void> {
  const seventy = Array.from({ length: 70 }, (_, host) => `127.0.1.${host + 1}`);
  await measure('1,024 connections from 70 addresses', seventy, '127.0.9.2');
  await measure('1,024 connections from one address, which is shared', ['127.0.2.1'], '127.0.2.1');
}

if (isMainThread) {
  await main();
  process.exit();
} else runCrowd(workerData as CrowdTask);
