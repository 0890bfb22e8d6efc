import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import type { RawClient } from '../support/raw-client.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';

const floodLimits = {
  session: { burst: 3, refillMs: 100 },
  account: { burst: 5, refillMs: 50 },
  room: { burst: 1_000, refillMs: 1 },
};

describe('somebody who posts too fast', () => {
  const scope = scopeOf(after);
  let line: StartedLine;

  before(async () => {
    line = await startLine(scope, { floodLimits });
  });

  /** Posts so many texts at once; resolves with the texts that were stored, in order, and how long it took. */
  async function flood(client: RawClient, count: number) {
    const begun = performance.now();
    const posted = Array.from({ length: count }, (_, index) => client.post(`text ${index}`));
    const places: number[] = [];
    for (const id of posted) {
      const { re, seq } = await client.until('posted');
      assert.equal(re, id);
      places.push(seq);
    }
    return { places, tookMs: performance.now() - begun };
  }

  it('waits, and loses nothing: what comes is stored in order, as fast as the limits say', async () => {
    const { client, welcome } = await line.signUp('ann');
    assert.deepEqual(welcome.limits, floodLimits);
    const { places, tookMs } = await flood(client, 8);
    assert.deepEqual(
      places,
      places.map((_, index) => (places[0] as number) + index),
    );
    assert.ok(tookMs >= 490, `8 posts took ${tookMs} ms`);
  });

  it('holds up nobody else, and nothing that comes before the post that is too early', async () => {
    const { client: fast } = await line.signUp('ben');
    const { client: calm } = await line.signUp('cleo');
    for (let index = 0; index < 40; index += 1) fast.post(`text ${index}`);
    calm.post('in between');
    await calm.until('posted');
    await fast.until('posted');
    fast.cut();
  });

  it('is an operator: they are told of no limits and have none', async () => {
    const { welcome } = await line.signUp('olga');
    await line.operator.changeRole('olga', 'operator');
    const client = await line.connect();
    assert.equal((await client.resume(welcome)).limits, undefined);
    // With the limits of others they would take 40 seconds.
    assert.ok((await flood(client, 400)).tookMs < 39_700);
  });

  it('is an account in a slow lockdown, which posts once in a while', async () => {
    const { client } = await line.signUp('dora');
    await line.operator.lockdown({ newcomersSince: null, slowMs: 300 });
    const { tookMs } = await flood(client, 3);
    assert.ok(tookMs >= 590, `3 posts took ${tookMs} ms`);
    const { welcome } = await line.logIn('dora');
    assert.deepEqual(welcome.limits?.account, { burst: 1, refillMs: 300 });
    await line.operator.lockdown(null);
  });
});
