import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { UnreachableError } from '../base/errors.ts';
import {
  leaderOf,
  type NatsServer,
  noNatsServer,
  startNatsCluster,
} from '../cluster/nats-server.fixture.ts';
import type { ClusterOptions } from '../cluster/options.ts';
import { type DataFolder, openDataFolder } from '../store/data-folder.ts';
import { readRuns } from '../words/runs.ts';
import { openReplicated, reachCluster } from './jetstream-storage.ts';
import { creation, examplePost } from './storage.suite.ts';
import type { Storage } from './storage.ts';

describe('on three nats-servers', { skip: noNatsServer }, () => {
  const path = mkdtempSync(join(tmpdir(), 'partyline-nodes-'));
  const folders: DataFolder[] = [];
  let servers: NatsServer[] = [];
  let nodes: Storage[] = [];

  async function open(name: string, options: Partial<ClusterOptions> = {}): Promise<Storage> {
    const folder = openDataFolder(join(path, name));
    folders.push(folder);
    const cluster = await reachCluster({ servers: servers.map(({ url }) => url), ...options });
    return openReplicated(folder, cluster, { keys: 'keys' });
  }

  before(async () => {
    servers = await startNatsCluster(3);
    nodes = [await open('a'), await open('b')];
    await nodes[0]?.journal.request(creation('ada'));
    await nodes[1]?.journal.request(creation('bob'));
  });
  after(async () => {
    for (const node of nodes) await node.close();
    for (const folder of folders) folder.release();
    for (const server of servers) await server.remove();
    rmSync(path, { recursive: true });
  });

  /** The mids of the lobby as each node has them. */
  async function mids(): Promise<string[][]> {
    return Promise.all(
      nodes.map(async ({ journal, history }) => {
        await journal.catchUp();
        const page = await history.after(1, 0, { limit: 1_000, maxBytes: 1_000_000 });
        return [...readRuns(page.first, JSON.parse(page.runs))].map(({ mid }) => mid);
      }),
    );
  }

  test('a line that wants more of them than are there may begin later, when they are', async () => {
    await assert.rejects(open('c', { name: 'five', replicas: 5 }), (error: Error) => {
      assert.ok(error instanceof UnreachableError, error.name);
      assert.match(error.message, /wants 5 nats-servers in one cluster; .*--cluster-replicas/);
      return true;
    });
  });

  test('everything is stored once and in the same order while the leader of the stream is killed', async () => {
    let restarted: Promise<unknown> | undefined;
    const said = nodes.map(async ({ journal }, index) => {
      const account = index + 1;
      for (let count = 0; count < 60; count += 1) {
        if (index === 0 && count === 20) {
          const leader = servers[await leaderOf(servers, 'partyline')];
          await leader?.kill();
          restarted = leader?.start();
        }
        const mid = `${account}-${String(count).padStart(3, '0')}`;
        const outcome = await journal.request(examplePost(mid, { account }));
        assert.ok(outcome.ok && !outcome.value.repeated);
      }
    });
    await Promise.all(said);
    await restarted;
    const [one = [], other = []] = await mids();
    assert.deepEqual(one, other);
    assert.equal(one.length, 120);
    for (const account of ['1', '2']) {
      const own = one.filter((mid) => mid.startsWith(account));
      assert.deepEqual(own, own.toSorted());
    }
  });
});
