// node bench/operator/rebuild.ts [MESSAGES]: how fast a node that has nothing builds its store from the stream of its
// line, where each message is an entry of its own, and where entries hold 100. Takes a nats-server.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { jetstream } from '@nats-io/jetstream';
import { MidSource } from '../../src/base/mid-source.ts';
import { rulesVersion } from '../../src/chat/rules-version.ts';
import { connectToCluster } from '../../src/cluster/connection.ts';
import { entrySubject } from '../../src/cluster/line-stream.ts';
import { NatsServer, noNatsServer } from '../../src/cluster/nats-server.fixture.ts';
import { writeEntry } from '../../src/journal/entry.ts';
import { openReplicated, reachCluster } from '../../src/journal/jetstream-storage.ts';
import { packProposals } from '../../src/journal/packing.ts';
import { creation, examplePost } from '../../src/journal/storage.suite.ts';
import { openDataFolder } from '../../src/store/data-folder.ts';
import { withFolder } from '../measure/temporary.ts';

const messages = Number(process.argv[2] ?? 200_000);
const text = 'x'.repeat(100);
const people = 10;
/** Entries that the nats-server has not acknowledged yet. */
const inFlight = 2_000;

if (noNatsServer !== false) {
  console.error(`Cannot measure: ${noNatsServer}.`);
  process.exit(1);
}
for (const perEntry of [1, 100]) await rebuild(perEntry);

async function rebuild(perEntry: number): Promise<void> {
  const server = await new NatsServer().start();
  const options = { servers: [server.url] };
  try {
    await withFolder(async (folder) => {
      await openNode(join(folder, 'first'), async ({ journal }) => {
        for (let index = 0; index < people; index += 1) {
          await journal.request(creation(`person${index}`));
        }
      });
      await fill(perEntry);
      const began = performance.now();
      await openNode(join(folder, 'second'), async () => {
        const seconds = (performance.now() - began) / 1_000;
        const rate = Math.round(messages / seconds).toLocaleString('en');
        console.log(
          `${messages} messages, ${perEntry} an entry: ${seconds.toFixed(1)} s, ${rate}/s`,
        );
      });
    });
  } finally {
    await server.remove();
  }

  async function openNode(
    path: string,
    use: (storage: Awaited<ReturnType<typeof openReplicated>>) => Promise<void>,
  ): Promise<void> {
    mkdirSync(path, { mode: 0o700 });
    const folder = openDataFolder(path);
    const storage = await openReplicated(folder, await reachCluster(options), { keys: 'keys' });
    await use(storage);
    await storage.close();
    folder.release();
  }

  async function fill(size: number): Promise<void> {
    const connection = await connectToCluster(options, 'bench');
    const client = jetstream(connection);
    const mids = new MidSource();
    let number = 0;
    let sent: Promise<unknown>[] = [];
    for (let done = 0; done < messages; done += size) {
      const posts = Array.from({ length: size }, (_, index) =>
        examplePost(mids.next(Date.now()), { text, account: 1 + ((done + index) % people) }),
      );
      number += 1;
      const entry = { rulesVersion, writer: 'bench', number, proposals: packProposals(posts) };
      sent.push(client.publish(entrySubject(), writeEntry(entry), { timeout: 60_000 }));
      if (sent.length < inFlight) continue;
      await Promise.all(sent);
      sent = [];
    }
    await Promise.all(sent);
    await connection.close();
  }
}
