// node bench/attack/crowd.ts [silent|hello|handshake]: a crowd of connections never finishes TLS, from seventy addresses
// or from one that an honest person shares, and it is measured who gets in and how long talk takes. It takes the built
// server: npm run -s build.
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { duplexPair } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { startLine } from '../line/partyline.ts';
import { type SeededAccount, SeededStore } from '../line/seeded-store.ts';
import { Peer } from '../load/peer.ts';
import { end } from '../measure/started.ts';
import { withFolder } from '../measure/temporary.ts';
import { type Chat, Latencies, measureChat } from './chat.ts';

const connections = 1_024;
const rounds = 5;
/** Honest people who come back in a round. */
const attempts = 10;
/** How soon a connection of the crowd comes again that was dropped. */
const comesAgainAfterMs = 100;
const talkMs = 5_000;

/** The task of the thread of the crowd. */
interface CrowdTask {
  readonly port: number;
  readonly addresses: readonly string[];
  readonly says: Words;
}

/** They say nothing, the beginning of a TLS handshake, or all that the server needs to compute its part. */
type Words = 'silent' | 'hello' | 'handshake';

/** A record of TLS that holds the beginning of a ClientHello (RFC 8446, section 4.1.2). */
const beginning = Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]);

/** A whole ClientHello, as Node says it. */
async function wholeHello(): Promise<Buffer> {
  const [ours, theirs] = duplexPair();
  const client = connectTls({ socket: ours });
  client.on('error', () => {});
  const [hello] = await once(theirs, 'data');
  client.destroy();
  return hello;
}

async function runCrowd({ port, addresses, says }: CrowdTask): Promise<void> {
  let opened = 0;
  const words = { silent: undefined, hello: beginning, handshake: await wholeHello() }[says];
  const come = (localAddress: string) => {
    opened += 1;
    const socket = connect({ host: '127.0.0.1', port, localAddress });
    socket.on('error', () => {});
    // An end is told once all that came before it was read.
    socket.resume();
    socket.once('close', () => setTimeout(come, comesAgainAfterMs, localAddress));
    if (words !== undefined) socket.write(words);
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

/** Lets a crowd come for as long as `work` takes; returns what that gives, and how many connections it opened a second. */
async function underCrowd<Result>(task: CrowdTask, work: () => Promise<Result>) {
  const crowd = new Worker(fileURLToPath(import.meta.url), { workerData: task });
  let opened = 0;
  crowd.on('message', (count) => {
    opened = count;
  });
  await once(crowd, 'message');
  await pause(1_000);
  const [openedBefore, startedAt] = [opened, performance.now()];
  const result = await work();
  const perSecond = ((opened - openedBefore) * 1000) / (performance.now() - startedAt);
  await crowd.terminate();
  return { result, perSecond };
}

/** Times with the crowd and without it take turns, so that both have the same share of the machine's moods. */
async function measure(title: string, addresses: readonly string[], honest: string) {
  await withFolder(async (folder) => {
    const data = join(folder, 'data');
    const store = new SeededStore(data);
    const [sender, listener, ...others] = store.addAccounts(0, 2 + 2 * rounds * attempts);
    store.close();
    const line = await startLine(data, { tls: true });
    const { port } = line;
    try {
      const talk = { port, tls: true, sender, listener, messagesPerSecond: 50, textBytes: 100 };
      await measureChat({ ...talk, forMs: talkMs } as Chat);
      const talkAndComeBack = async (from: string, latencies: Latencies) => {
        const chat = measureChat({ ...talk, forMs: talkMs } as Chat, latencies);
        const succeeded = await comeBack(port, from, others.splice(0, attempts));
        await chat;
        return succeeded;
      };
      const [quiet, attacked] = [new Latencies(), new Latencies()];
      const [inQuiet, inAttacked, opened]: [number[], number[], number[]] = [[], [], []];
      for (let round = 0; round < rounds; round += 1) {
        inQuiet.push(await talkAndComeBack('127.0.9.1', quiet));
        const task = { port, addresses, says };
        const { result, perSecond } = await underCrowd(task, () =>
          talkAndComeBack(honest, attacked),
        );
        inAttacked.push(result);
        opened.push(perSecond);
      }
      console.log(`${title}, ${says}:`);
      console.log(`  in by resuming, of ${attempts}: ${inAttacked}; without the crowd ${inQuiet}`);
      console.log(`  chat without the crowd: ${quiet}; with it: ${attacked}`);
      console.log(`  p99 ${(attacked.p99 / quiet.p99).toFixed(2)} times that without the crowd`);
      const [slowest, fastest] = [Math.min(...opened), Math.max(...opened)];
      console.log(
        `  the crowd opens ${slowest.toFixed(0)} to ${fastest.toFixed(0)} connections a second`,
      );
    } finally {
      await end(line.child);
    }
  });
}

const says = (process.argv[2] ?? 'silent') as Words;

async function main(): Promise<void> {
  const seventy = Array.from({ length: 70 }, (_, host) => `127.0.1.${host + 1}`);
  await measure('1,024 connections from 70 addresses', seventy, '127.0.9.2');
  await measure('1,024 connections from one address, which is shared', ['127.0.2.1'], '127.0.2.1');
}

if (isMainThread) {
  await main();
  process.exit();
} else await runCrowd(workerData as CrowdTask);
