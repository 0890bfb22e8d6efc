import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { MemoryProfile } from '../../src/client/core/profile.ts';
import type { Address } from '../../src/wire/address.ts';
import { type Cut, type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts';
import { credentialsOf, joinAs, type TestClient } from '../support/test-client.ts';
import { runServer } from '../support/test-server.ts';

const count = 5;

/** Says `count` things with a word in front, and waits until all are stored. */
async function talk(client: TestClient, word: string): Promise<void> {
  const texts = Array.from({ length: count }, (_, number) => `${word} ${number}`);
  await Promise.all(texts.map((text) => client.line.send(text)));
}

function textsOf(client: TestClient, word: string): string[] {
  return client.messages.map(({ text }) => text).filter((text) => text.startsWith(`${word} `));
}

function expected(word: string): string[] {
  return Array.from({ length: count }, (_, number) => `${word} ${number}`);
}

for (const insecure of [true, false]) {
  describe(`a conversation ${insecure ? 'in clear text' : 'over TLS'} on a line that is cut at any byte`, () => {
    const cleanups: (() => unknown)[] = [];
    const profile = new MemoryProfile();
    let proxy: CuttingProxy;
    let direct: Address;
    let bob: TestClient;
    let rounds = 0;

    before(async () => {
      const { address } = await runServer(
        { after: (cleanup: unknown) => cleanups.push(cleanup as () => unknown) } as never,
        { insecure },
      );
      direct = address;
      proxy = await startCuttingProxy(address.port);
      bob = joinAs({ address: direct, name: 'bob' });
      await bob.next('welcome');
      // The first login, with the password, is not cut: every later one resumes.
      const first = ann();
      await first.next('welcome');
      await first.line.close();
    });

    after(async () => {
      await bob.line.close();
      await proxy.close();
      for (const cleanup of cleanups.reverse()) await cleanup();
    });

    const ann = (credentials = credentialsOf('ann')) =>
      joinAs({
        address: { host: direct.host, port: proxy.port, clear: direct.clear },
        profile,
        credentials,
        retryFirstConnection: true,
      });

    /** Both talk at once while ann's line is cut; afterwards both have seen everything once, in one order. */
    async function converse(cuts: readonly Cut[]): Promise<void> {
      rounds += 1;
      const words = { ann: `ann-${rounds}`, bob: `bob-${rounds}` };
      proxy.cuts = [...cuts];
      const credentials = credentialsOf('ann');
      const client = ann(credentials);
      const whole = (who: TestClient) => () =>
        textsOf(who, words.ann).length + textsOf(who, words.bob).length >= 2 * count;
      await Promise.all([talk(client, words.ann), talk(bob, words.bob)]);
      await Promise.all([client.until(whole(client)), bob.until(whole(bob))]);
      proxy.cuts = [];
      await client.line.close();
      for (const reader of [client, bob]) {
        assert.deepEqual(textsOf(reader, words.ann), expected(words.ann));
        assert.deepEqual(textsOf(reader, words.bob), expected(words.bob));
      }
      const seqs = client.messages.map(({ seq }) => seq);
      assert.deepEqual(
        seqs,
        seqs.map((_, index) => (seqs[0] ?? 0) + index),
        'without holes, doubles or leaps back',
      );
      assert.deepEqual(
        bob.messages.slice(-seqs.length).map(({ seq, text }) => `${seq} ${text}`),
        client.messages.slice(-seqs.length).map(({ seq, text }) => `${seq} ${text}`),
        'both saw the same order',
      );
      assert.deepEqual(credentials.asked, [], 'every login resumed');
    }

    it('brings everything once, in one order, wherever the line is cut', async () => {
      const cut = fc.record({
        direction: fc.constantFrom('toServer' as const, 'toClient' as const),
        afterBytes: fc.oneof(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 2_500 })),
      });
      await fc.assert(fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 5 }), converse), {
        numRuns: 60,
      });
      assert.ok(proxy.cutCount > 60, `the line was cut ${proxy.cutCount} times`);
    });

    it('brings everything once when the answer to a resume is lost twice in a row', async () => {
      const lost: Cut = { direction: 'toClient', afterBytes: 700 };
      await converse([lost, lost, { direction: 'toServer', afterBytes: 900 }]);
    });
  });
}
