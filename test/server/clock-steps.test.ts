import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startClientLogin } from '../../src/auth/client-handshake.ts';
import { scopeOf } from '../support/cleanup.ts';
import type { RawClient } from '../support/raw-client.ts';
import { type LineSettings, startLine } from '../support/started-line.ts';

/* The clock of the machine is set while the server runs: lengths of time are not touched by it. */

const start = (t: TestContext, settings: LineSettings) =>
  startLine(
    scopeOf((undo) => t.after(undo)),
    settings,
  );

const hourMs = 3_600_000;

/** Asks something, and passes over pings that came before the answer. */
async function isHere(client: RawClient): Promise<void> {
  client.request('who', {});
  let answer = await client.next();
  while (answer?.type === 'ping') answer = await client.next();
  assert.equal(answer?.type, 'people');
}

for (const [way, stepMs] of [
  ['forward', hourMs],
  ['back', -hourMs],
] as const) {
  describe(`a clock that is set ${way} by an hour`, () => {
    it('ends no member who is quiet, and ends one who is silent in time', async (t) => {
      const [pingAfterMs, silenceTimeoutMs] = [600, 60_000];
      const line = await start(t, { bounds: { pingAfterMs, silenceTimeoutMs } });
      const { client: quiet } = await line.signUp('quiet');
      const { client: silent } = await line.signUp('silent');
      for (const client of [quiet, silent]) client.answersPings = false;
      line.clock.set(stepMs);
      // The pings show that the server has looked at both after the step.
      await Promise.all([quiet.expect('ping'), silent.expect('ping')]);
      await isHere(quiet);
      await isHere(silent);
      line.clock.advance(silenceTimeoutMs - 5_000);
      await isHere(quiet);
      line.clock.advance(5_000);
      let last = await silent.next();
      while (last?.type === 'ping') last = await silent.next();
      assert.ok(last?.type === 'bye' && last.reason === 'timeout', JSON.stringify(last));
      await isHere(quiet);
    });

    it('keeps session tokens for as long as they are good', async (t) => {
      const line = await start(t, { bounds: { tokenLifetimeMs: hourMs } });
      const { client } = await line.signUp('ann');
      line.clock.set(2 * stepMs);
      await isHere(client);
      line.clock.advance(hourMs);
      client.request('who', {});
      await client.refusedAndClosed('auth.token');
    });

    it('voids no delay after failed logins, and lengthens none', async (t) => {
      const line = await start(t, { bounds: { heldLoginMs: 0 } });
      const guess = async () => {
        const client = await line.connect();
        const { ke1 } = startClientLogin('a guess');
        client.send({ type: 'login.start', id: 1, name: 'ann', ke1 });
        const answer = await client.next();
        client.cut();
        return answer?.type === 'error' ? Number(answer.retryAfterMs) : 0;
      };
      for (let count = 0; count < 7; count += 1) line.clock.advance(await guess());
      while ((await guess()) === 0);
      line.clock.set(stepMs);
      const delayMs = await guess();
      assert.ok(delayMs > 1_000 && delayMs <= 30_000, `${delayMs} ms`);
      line.clock.advance(delayMs);
      assert.equal(await guess(), 0);
    });

    it('gives no new look-ups of names, and takes none', async (t) => {
      const line = await start(t, {});
      const lookUp = async (name: string) => {
        const client = await line.connect();
        client.send({ type: 'account.lookup', id: 1, name });
        const answer = await client.next();
        client.cut();
        return answer?.type === 'error' ? Number(answer.retryAfterMs) : 0;
      };
      for (let count = 0; (await lookUp(`name${count}`)) === 0; count += 1) {
        assert.ok(count < 40, 'look-ups are limited');
      }
      line.clock.set(stepMs);
      const delayMs = await lookUp('another');
      assert.ok(delayMs > 0 && delayMs <= 2_000, `${delayMs} ms`);
      line.clock.advance(delayMs);
      assert.equal(await lookUp('another'), 0);
    });
  });
}
