// node bench/operator/rebuild.ts [MESSAGES]: how fast a new node stores what the stream of its line holds, where each
// message has an entry of its own, and where they lie together. It takes a nats-server.

import { join } from 'node:path';
import process from 'node:process';
import { headers } from '@nats-io/transport-node';
import type { Proposal } from '../../src/chat/proposals.ts';
import { rulesVersion } from '../../src/chat/rules-version.ts';
import { connectToCluster } from '../../src/cluster/connection.ts';
import { entrySubject } from '../../src/cluster/line-stream.ts';
import { NatsServer } from '../../src/cluster/nats-server.fixture.ts';
import { writeEntry } from '../../src/journal/entry.ts';
import { openReplicated, reachCluster } from '../../src/journal/jetstream-storage.ts';
import { packProposals } from '../../src/journal/packing.ts';
import { openDataFolder } from '../../src/store/data-folder.ts';
import { writeContent } from '../../src/words/content.ts';
import { withFolder } from '../measure/temporary.ts';
import { told } from '../measure/values.ts';

const messages = Number(process.argv[2] ?? 300_000);
const accounts = 10;
const turns = 3;
/** Entries that are published without waiting for an answer. */
const publishedTogether = 1_000;

const publishTimeoutMs = 60_000;

const begin = Date.UTC(2026, 0, 1);
const content = writeContent({ kind: 'text', text: 'x'.repeat(100) });

/** The line begins with these. */
const creations = Array.from({ length: accounts }, (_, index): Proposal => {
  const name = `person${index}`;
  return {
    type: 'account.create',
    at: begin,
    uid: `uid-${name}`,
    name,
    role: 'member',
    record: 'record',
    mode: 'open',
    inviteHash: null,
    session: null,
  };
});

/** The post of this number. Mids rise, as those of clients do. */
function post(number: number): Proposal {
  const mid = number.toString(36).padStart(22, '0');
  const account = (number % accounts) + 1;
  return { type: 'post', at: begin + number, account, to: { room: 1 }, mid, content, of: 0 };
}

/** A data folder at the state of the stream. Resolves with the time that it took, in milliseconds. */
async function follow(folder: string, servers: readonly string[], name: string): Promise<number> {
  const held = openDataFolder(folder);
  const cluster = await reachCluster({ servers, name });
  const began = performance.now();
  const storage = await openReplicated(held, cluster, { keys: 'keys' });
  const ms = performance.now() - began;
  await storage.close();
  held.release();
  return ms;
}

/** Puts the line into its stream. */
async function publish(server: string, name: string, perEntry: number): Promise<void> {
  const connection = await connectToCluster({ servers: [server] }, 'bench');
  const idHeaders = headers();
  const subject = entrySubject(name);
  let number = 0;
  const entryOf = (proposals: readonly Proposal[]) => {
    number += 1;
    const entry = { rulesVersion, writer: 'writer', number, proposals: packProposals(proposals) };
    return writeEntry(entry);
  };
  await connection.request(subject, entryOf(creations));
  for (let at = 0; at < messages; at += perEntry) {
    const length = Math.min(perEntry, messages - at);
    const bytes = entryOf(Array.from({ length }, (_, index) => post(at + index)));
    idHeaders.set('Nats-Msg-Id', `writer:${number}`);
    const options = { headers: idHeaders };
    if (number % publishedTogether === 0)
      await connection.request(subject, bytes, { ...options, timeout: publishTimeoutMs });
    else connection.publish(subject, bytes, options);
  }
  await connection.request(subject, entryOf([]), { timeout: publishTimeoutMs });
  await connection.close();
}

const server = await new NatsServer().start();
await withFolder(async (folder) => {
  for (const perEntry of [1, 10, 1_000]) {
    const name = `line-${perEntry}`;
    await follow(join(folder, name), [server.url], name);
    await publish(server.url, name, perEntry);
    const perSecond: number[] = [];
    const cpuTimes: number[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      const before = process.cpuUsage();
      const ms = await follow(join(folder, `${name}-${turn}`), [server.url], name);
      const { user, system } = process.cpuUsage(before);
      perSecond.push((messages / ms) * 1_000);
      cpuTimes.push((user + system) / messages);
    }
    const figures = [told(perSecond, 'messages/s'), told(cpuTimes, 'us of CPU time a message', 1)];
    console.log(`${perEntry} to an entry: ${figures.join(', ')}`);
  }
});
await server.remove();
