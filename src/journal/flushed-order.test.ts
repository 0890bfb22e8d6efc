import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { NatsServer, noNatsServer } from '../cluster/nats-server.fixture.ts';
import { openDataFolder } from '../store/data-folder.ts';
import { openReplicated, reachCluster } from './jetstream-storage.ts';
import { creation, examplePost } from './storage.suite.ts';

/* What a nats-server makes of `sync_interval: always`, on which a line relies that survives a loss of power. */

describe('a nats-server that is told to flush each entry', { skip: noNatsServer }, () => {
  const path = mkdtempSync(join(tmpdir(), 'partyline-flushed-'));
  const plain = new NatsServer();
  let version: readonly number[];
  let flushing: NatsServer;
  let monitoring: number;

  before(async () => {
    await plain.start();
    const { connection } = await reachCluster({ servers: [plain.url] });
    version = (connection.info?.version ?? '').split('.').map(Number);
    await connection.close();
    monitoring = await freePort();
    const store = `store_dir: "${join(path, 'order')}", sync_interval: always`;
    flushing = new NatsServer(`http: "127.0.0.1:${monitoring}"\njetstream { ${store} }`);
  });
  after(async () => {
    await plain.remove();
    await flushing.remove();
    rmSync(path, { recursive: true });
  });

  test('does not start where it cannot, in version 2.9, and says of which setting it knows nothing', async (t) => {
    if (flushes()) return t.skip(`this is version ${version.join('.')}`);
    await assert.rejects(flushing.start(), /unknown field "sync_interval"/);
  });

  test('does so in version 2.10 and later: what was acknowledged is there when it is killed', async (t) => {
    if (!flushes()) return t.skip(`this is version ${version.join('.')}`);
    await flushing.start();
    const told = await fetch(`http://127.0.0.1:${monitoring}/varz`);
    const { jetstream } = (await told.json()) as { jetstream: { config: object } };
    assert.equal('sync_always' in jetstream.config && jetstream.config.sync_always, true);
    await inNode('one', async ({ journal }) => {
      assert.ok((await journal.request(creation('ada'))).ok);
      assert.ok((await journal.request(examplePost('a'))).ok);
    });
    await flushing.kill();
    await flushing.start();
    await inNode('other', async ({ directory }) => {
      assert.equal(directory.room(1)?.lastSeq, 1);
    });
  });

  function flushes(): boolean {
    const [major = 0, minor = 0] = version;
    return major > 2 || (major === 2 && minor >= 10);
  }

  async function inNode(
    name: string,
    use: (storage: Awaited<ReturnType<typeof openReplicated>>) => Promise<void>,
  ): Promise<void> {
    const folder = openDataFolder(join(path, name));
    const cluster = await reachCluster({ servers: [flushing.url] });
    const storage = await openReplicated(folder, cluster, { keys: 'keys' });
    await use(storage);
    await storage.close();
    folder.release();
  }
});

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}
