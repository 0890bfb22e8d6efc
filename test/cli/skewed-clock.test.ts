import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import { runCommand } from '../support/command.ts';
import { startScriptLine } from '../support/script-line.ts';

const minuteMs = 60_000;

describe('lengths of time are reckoned by the clock of the server', () => {
  const scope = scopeOf(after);

  for (const [name, serverAheadMs] of [
    ['behind', 60 * minuteMs],
    ['ahead', -60 * minuteMs],
  ] as const) {
    test(`where that of the client is an hour ${name}`, async () => {
      const line = await startScriptLine(scope, { aheadMs: serverAheadMs });
      const { clock } = line.started;
      clock.advance(-20 * minuteMs);
      await line.ben.send('twenty minutes ago');
      clock.advance(15 * minuteMs);
      await line.ben.send('five minutes ago');
      clock.advance(5 * minuteMs);

      const recent = ['tail', '--since', '10m', '--count', '1', '--json'];
      const { code, output } = await line.run(recent);
      assert.deepEqual([code, JSON.parse(output).text], [0, 'five minutes ago']);
      const all = ['tail', 'lobby', '--since', '30m', '--count', '2', '--json'];
      const texts = (await line.run(all)).output.match(/\w+ minutes ago/g);
      assert.deepEqual(texts, ['twenty minutes ago', 'five minutes ago']);

      const made = await line.run(['token', 'create', 'short', '--expires', '30m']);
      assert.equal(made.code, 0);
      const [token] = (await line.ann.account.sessions()).filter(({ grant }) => grant !== null);
      const leftMs = (token?.grant?.expiresAt ?? 0) - clock.now();
      assert.ok(leftMs > 29 * minuteMs && leftMs <= 30 * minuteMs, `${leftMs} ms`);
      const env = {
        PARTYLINE_TOKEN: made.output.trim(),
        PARTYLINE_SERVER: line.started.server.address(),
      };
      assert.equal((await runCommand(['send', 'lobby', 'in time'], { env })).code, 0);
      clock.advance(31 * minuteMs);
      assert.equal((await runCommand(['send', 'lobby', 'late'], { env })).code, 77);
    });
  }
});
