import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { MemoryProfile } from '../../src/client/core/profile.ts';
import type { Address } from '../../src/wire/address.ts';
import { scopeOf } from '../support/cleanup.ts';
import { type Hold, type HoldingProxy, startHoldingProxy } from '../support/holding-proxy.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';
import { credentialsOf, joinAs, type TestClient } from '../support/test-client.ts';

/** All offsets instead of the beginnings and middles of messages; takes minutes. */
const isThorough = process.env.PARTYLINE_TEST_EVERY_OFFSET === '1';
const guessForgottenMs = 10 * 60_000;
/** By then an address may sign up twice more: the attempt that is held, and the one that follows it. */
const moreSignUpsMs = 60 * 60_000;
const directions = ['toServer', 'toClient'] as const;

describe('a login that is held on its way, while the client comes back on another connection', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let proxy: HoldingProxy;
  let names = 0;

  before(async () => {
    line = await startLine(scope, { insecure: true });
    proxy = await startHoldingProxy(line.address.port);
    scope.after(() => proxy.close());
  });

  const addressOf = (query: Partial<Address> = {}): Address => {
    const { host } = line.address;
    return { host, port: proxy.port, clear: true, ...query };
  };

  const newName = () => {
    names += 1;
    return `ann${names}`;
  };

  function join(name: string, profile: MemoryProfile, query: Partial<Address> = {}) {
    const credentials = credentialsOf(name);
    const client = joinAs({
      address: addressOf(query),
      name,
      profile,
      credentials,
      retryFirstConnection: true,
    });
    return { ...client, asked: credentials.asked };
  }

  /** Where to hold: before and within each message but the goodbye of the connection that came last. */
  function offsets(): Hold[] {
    return directions.flatMap((direction) => {
      const starts = proxy.starts[direction].slice(0, -1);
      const end = proxy.starts[direction].at(-1) ?? 0;
      const some = starts.flatMap((start, index) => {
        const middle = Math.floor((start + (starts[index + 1] ?? end)) / 2);
        return [start, middle];
      });
      const all = Array.from({ length: end }, (_, offset) => offset);
      return (isThorough ? all : [...new Set(some)]).map((afterBytes) => ({
        direction,
        afterBytes,
      }));
    });
  }

  /** The server has handled all that waited there by the time that these are answered. */
  async function settle({ line: client }: Pick<TestClient, 'line'>): Promise<void> {
    for (let count = 0; count < 3; count += 1) await client.who();
  }

  /** The held bytes come late; after that, and after one more cut, the client is online without being asked. */
  async function survives(
    client: ReturnType<typeof join>,
    held: HoldingProxy['held'],
    ends: boolean,
  ): Promise<void> {
    await client.line.send('back again');
    const asked = client.asked.length;
    const states = client.states.length;
    for (const connection of held) await connection.release(ends);
    await settle(client);
    assert.equal(client.states.length, states, 'the connection stays');
    const again = client.next('welcome');
    proxy.cutAll();
    await again;
    await client.line.send('and again');
    assert.equal(client.asked.length, asked, 'nobody is asked');
    await client.line.close();
    assert.deepEqual(line.log.of('session.replayed'), []);
  }

  for (const ends of [false, true]) {
    it(`resumes all the same, when the line then ${ends ? 'ends' : 'stays'}`, async () => {
      const profile = new MemoryProfile();
      const name = newName();
      for (let count = 0; count < 2; count += 1) {
        const first = join(name, profile);
        await first.next('welcome');
        await first.line.close();
      }
      for (const hold of offsets()) {
        const before = proxy.held.length;
        proxy.hold = hold;
        const client = join(name, profile);
        await client.next('welcome');
        await survives(client, proxy.held.slice(before), ends);
        assert.deepEqual(client.asked, []);
      }
      assert.ok(proxy.held.length > 5);
    });
  }

  it('signs up, or finds that it has, and is asked for one password only', async () => {
    const first = join(newName(), new MemoryProfile());
    await first.next('welcome');
    await first.line.close();
    for (const hold of offsets()) {
      const before = proxy.held.length;
      proxy.hold = hold;
      line.clock.advance(moreSignUpsMs);
      const client = join(newName(), new MemoryProfile());
      await client.next('welcome');
      assert.deepEqual(client.asked, ['newPassword sign-up']);
      await survives(client, proxy.held.slice(before), true);
    }
  });

  it('finds that it has signed up, though that was on its way yet when it asked first', async () => {
    const pilot = join(newName(), new MemoryProfile());
    await pilot.next('welcome');
    await pilot.line.close();
    // The last one says goodbye.
    const finish = proxy.starts.toServer.length - 2;
    const lookup = 3;
    line.clock.advance(moreSignUpsMs);
    // The registration is held; the client then asks whether it has counted, and is cut off after the answer.
    proxy.hold = { direction: 'toServer', afterMessages: finish };
    proxy.onHeld = (first) => {
      proxy.hold = { direction: 'toServer', afterMessages: lookup };
      proxy.onHeld = () => void first.release(false);
    };
    const before = proxy.held.length;
    const client = join(newName(), new MemoryProfile());
    await client.next('welcome');
    assert.equal(proxy.held.length - before, 2);
    assert.deepEqual(client.asked, ['newPassword sign-up']);
    proxy.onHeld = () => {};
    await client.line.close();
  });

  it('sets a password by the operator’s code, though the answer was lost', async () => {
    const name = newName();
    const first = join(name, new MemoryProfile());
    await first.next('welcome');
    await first.line.close();
    const profile = new MemoryProfile();
    const { code } = await line.operator.reset(name);
    const pilot = join(name, profile, { reset: code });
    await pilot.next('welcome');
    await pilot.line.close();
    const welcomeAt = proxy.starts.toClient.filter((start) => start > 0);
    for (const afterBytes of welcomeAt) {
      line.clock.advance(guessForgottenMs);
      const next = await line.operator.reset(name);
      const before = proxy.held.length;
      proxy.hold = { direction: 'toClient', afterBytes };
      const client = join(name, new MemoryProfile(), { reset: next.code });
      await client.next('welcome');
      assert.deepEqual(client.asked, ['newPassword reset']);
      await survives(client, proxy.held.slice(before), true);
    }
  });
});
