import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../base/errors.ts';
import { randomId } from '../base/ids.ts';
import { anyProposals } from '../chat/proposals.fixture.ts';
import type { Proposal } from '../chat/proposals.ts';
import { rulesVersion } from '../chat/rules-version.ts';
import { connectToCluster } from '../cluster/connection.ts';
import { entrySubject } from '../cluster/line-stream.ts';
import { NatsServer, noNatsServer } from '../cluster/nats-server.fixture.ts';
import { type DataFolder, openDataFolder } from '../store/data-folder.ts';
import { openDatabase } from '../store/database.ts';
import { writeEntry } from './entry.ts';
import { openReplicated, reachCluster } from './jetstream-storage.ts';
import type { Reach } from './journal.ts';
import { openLocal } from './local-storage.ts';
import { packProposals } from './packing.ts';
import { creation, examplePost, storageSuite } from './storage.suite.ts';
import type { Storage } from './storage.ts';
import { tablesOf } from './tables.fixture.ts';

let server: NatsServer;

/** The data folder of a node. */
class NodeStore {
  readonly path = mkdtempSync(join(tmpdir(), 'partyline-node-'));
  readonly file = join(this.path, 'line.sqlite');
  readonly name: string;
  #folder: DataFolder | undefined;

  constructor(name = randomId(16)) {
    this.name = name;
  }

  async open(keys = 'keys'): Promise<Storage> {
    const cluster = await reachCluster({ servers: [server.url], name: this.name });
    return openReplicated(this.folder, cluster, { keys });
  }

  get folder(): DataFolder {
    this.#folder ??= openDataFolder(this.path);
    return this.#folder;
  }

  /** Its tables, but for those that tell how it came to them. */
  tables(): Record<string, string[]> {
    const database = openDatabase(this.file);
    const { stream_position: _, writers: __, ...tables } = tablesOf(database);
    database.close();
    return tables;
  }

  change(sql: string): void {
    const database = openDatabase(this.file);
    database.exec(sql);
    database.close();
  }

  async remove(): Promise<void> {
    this.#folder?.release();
    rmSync(this.path, { recursive: true });
  }
}

/**
 * Its tables without blocks and the index of mids: entries that are applied together share them, and the view
 * `messages` shows each message.
 */
function withoutBlocks(node: NodeStore): Record<string, string[]> {
  const { blocks: _, mids: __, mid_times: ___, ...others } = node.tables();
  assert.ok(others.messages);
  return others;
}

/** Puts an entry into the stream of a line as a node would whose answer was lost: as often as it is called. */
async function publish(name: string, proposals: readonly Proposal[], version = rulesVersion) {
  const connection = await connectToCluster({ servers: [server.url], name }, 'test');
  const entry = { rulesVersion: version, writer: 'writer', number: 1 };
  const bytes = writeEntry({ ...entry, proposals: packProposals(proposals) });
  await connection.request(entrySubject(name), bytes);
  await connection.close();
}

describe('on a nats-server', { skip: noNatsServer }, () => {
  before(async () => {
    server = await new NatsServer().start();
  });
  after(() => server.remove());

  storageSuite('jetstream', () => new NodeStore());

  describe('the nodes of a line', () => {
    let nodes: NodeStore[];
    let name: string;

    beforeEach(() => {
      name = randomId(16);
      nodes = [];
    });
    afterEach(async () => {
      for (const node of nodes) await node.remove();
    });

    function newNode(): NodeStore {
      const node = new NodeStore(name);
      nodes.push(node);
      return node;
    }

    /** A node on which ada has an account and has said `a`. */
    async function begun(): Promise<NodeStore> {
      const node = newNode();
      const storage = await node.open();
      await storage.journal.request(creation('ada'));
      await storage.journal.request(examplePost('a'));
      await storage.close();
      return node;
    }

    test('come to the same tables, whoever proposes, and so does one that begins later', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyProposals, { maxLength: 6 }), async (batches) => {
          name = randomId(16);
          const [one, other, late] = [newNode(), newNode(), newNode()];
          const open = [await one.open(), await other.open()];
          await Promise.all(
            batches.map((batch, index) => {
              const journal = open[index % 2]?.journal;
              return Promise.all(batch.map((proposal) => journal?.request(proposal)));
            }),
          );
          open.push(await late.open());
          for (const { journal } of open) await journal.catchUp();
          for (const storage of open) await storage.close();
          assert.deepEqual(other.tables(), one.tables());
          assert.deepEqual(withoutBlocks(late), withoutBlocks(one));
        }),
        { numRuns: 2 },
      );
    });

    test('tell each other what they have stored, each batch once, and whose it is', async () => {
      const [one, other] = [await newNode().open(), await newNode().open()];
      const told: [string, number | undefined][] = [];
      other.journal.onCommit(({ firstTicket, proposals }) => {
        for (const { type } of proposals) told.push([type, firstTicket]);
      });
      await one.journal.request(creation('ada'));
      await other.journal.catchUp();
      assert.ok(other.directory.accountByName('ada'));
      await other.journal.request(examplePost('a'));
      assert.deepEqual(
        told.map(([type, ticket]) => [type, ticket === undefined]),
        [
          ['account.create', true],
          ['post', false],
        ],
      );
      const heard = new Promise<string>((resolve) => {
        other.bus?.subscribe('greeting', (bytes) => resolve(Buffer.from(bytes).toString()));
      });
      other.bus?.publish('greeting', Buffer.from('not to oneself'));
      const again = setInterval(() => one.bus?.publish('greeting', Buffer.from('hello')), 20);
      assert.equal(await heard, 'hello');
      clearInterval(again);
      await one.close();
      await other.close();
    });

    test('apply a batch once that its writer has published twice, and one whose writer was killed', async () => {
      const node = await begun();
      const lost = [examplePost('b'), creation('bob')];
      await publish(name, lost);
      const storage = await node.open();
      await publish(name, lost);
      await storage.journal.catchUp();
      assert.equal(storage.directory.room(1)?.lastSeq, 2);
      const again = await storage.journal.request(examplePost('b'));
      assert.equal(again.ok && again.value.repeated, true);
      await storage.close();
    });

    test('build a store anew that is lost or damaged', async () => {
      const node = await begun();
      await publish(name, [examplePost('b'), examplePost('c', { of: 9 })]);
      await (await node.open()).close();
      const { terms: _, ...before } = withoutBlocks(node);
      for (const spoil of [
        () => rmSync(node.file),
        () => writeFileSync(node.file, 'none of a database'.repeat(1_000)),
      ]) {
        spoil();
        const storage = await node.open();
        assert.equal(storage.directory.room(1)?.lastSeq, 2);
        const again = await storage.journal.request(examplePost('a'));
        assert.equal(again.ok && again.value.repeated, true);
        await storage.close();
        // Each start of a node begins a term.
        const { terms: __, ...now } = withoutBlocks(node);
        assert.deepEqual(now, before);
      }
      assert.ok(readdirSync(node.path).some((file) => file.startsWith('line.sqlite.aside-')));
    });

    test('refuse what belongs to no node of the line, and say what to do', async () => {
      const node = await begun();
      await assert.rejects(node.open('other keys'), /has other keys .* partyline cluster join/);
      await assert.rejects(openLocal(node.folder), /runs on several machines: start it with --clu/);
      node.change('UPDATE stream_position SET sequence = sequence + 5');
      await assert.rejects(node.open(), /have lost what was in it. .* partyline cluster leave/);
      node.change("UPDATE stream_position SET sequence = sequence - 5, stream = 'another'");
      await assert.rejects(node.open(), /belongs to another stream/);
      node.change('DELETE FROM stream_position');
      await assert.rejects(node.open(), /holds another line .* another --cluster-name/);
      await assert.rejects(
        reachCluster({ servers: ['nats://127.0.0.1:1'] }),
        /Cannot reach a nats-server at 127.0.0.1:1: .*refused/,
      );
    });

    test('stop at an entry of later rules, and do not begin behind it', async () => {
      const node = await begun();
      const storage = await node.open();
      const failure = new Promise<Error>((resolve) => storage.journal.onFailure(resolve));
      await publish(name, [], rulesVersion + 1);
      const later = /a newer version of partyline has written it: install that version here/;
      const error = await failure;
      assert.match(error.message, later);
      assert.ok(error instanceof InputError);
      await storage.close();
      await assert.rejects(node.open(), later);
    });

    test('take over the line of one machine, and others only from its backup', async () => {
      const node = newNode();
      const alone = await openLocal(node.folder);
      await alone.journal.request(creation('ada'));
      const { epoch } = alone;
      await alone.close();
      const storage = await node.open();
      assert.equal(storage.epoch, epoch);
      await storage.journal.request(examplePost('a'));
      await storage.close();
      await (await node.open()).close();
      await assert.rejects(newNode().open(), /restore a backup of another node/);
      const restored = newNode();
      copyFileSync(node.file, restored.file);
      await (await restored.open()).close();
      await (await node.open()).close();
      assert.deepEqual(restored.tables().accounts, node.tables().accounts);
      assert.deepEqual(restored.tables().blocks, node.tables().blocks);
    });

    test('end while nobody takes what is proposed, and say that its outcome is not known', async () => {
      const storage = await (await begun()).open();
      server.pause();
      const outcome = storage.journal.request(examplePost('b'));
      const refused = assert.rejects(outcome, /the journal is closed/);
      await storage.close();
      await refused;
      server.resume();
    });

    test('keep what is proposed while nobody takes it, say so, and store it once in the end', async () => {
      const storage = await (await begun()).open();
      const { journal } = storage;
      const reached: Reach[] = [];
      let changed = Promise.withResolvers<void>();
      journal.onReach((reach) => {
        reached.push(reach);
        changed.resolve();
      });
      server.pause();
      const outcome = journal.request(examplePost('b'));
      await changed.promise;
      assert.deepEqual([reached[0]?.isReached, reached[0]?.reason === ''], [false, false]);
      assert.equal(storage.directory.room(1)?.lastSeq, 1);
      changed = Promise.withResolvers<void>();
      await server.kill();
      await server.start();
      assert.equal((await outcome).ok, true);
      await changed.promise;
      assert.deepEqual(reached[1], { ...reached[1], isReached: true, reason: '' });
      await journal.catchUp();
      assert.equal(storage.directory.room(1)?.lastSeq, 2);
      await storage.close();
    });
  });
});
