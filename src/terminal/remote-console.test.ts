import assert from 'node:assert/strict';
import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import { test } from 'node:test';
import { MessageChannel } from '../wire/message-channel.ts';
import { acceptConsole } from './remote-console.ts';

/** The server's screen, and the raw other end, which reads nothing until it is told to. */
async function pausedTerminal() {
  const [server, terminal] = duplexPair();
  const texts: string[] = [];
  const channel = new MessageChannel(terminal, 4 * 1024 * 1024, {
    payload: (payload) => texts.push(JSON.parse(payload.toString()).text),
    failed: (error) => assert.fail(error),
    ended: () => {},
    drained: () => {},
    closed: () => {},
  });
  channel.pause();
  channel.send(JSON.stringify({ type: 'open', colour: false, interactive: true }));
  const accepted = await acceptConsole(server);
  assert.ok(accepted);
  return { screen: accepted.screen, server, channel, texts };
}

test('keeps a bounded number of bytes for a terminal that takes none, and says what is missing', async () => {
  const { screen, server, channel, texts } = await pausedTerminal();
  const line = 'x'.repeat(1_000);
  for (let count = 0; count < 5_000; count += 1) screen.print(line);
  assert.ok(server.writableLength < 1.5 * 1024 * 1024, `${server.writableLength} bytes wait`);
  const drained = once(server, 'drain');
  channel.resume();
  await drained;
  screen.print('after');
  while (texts.at(-1) !== 'after') await new Promise((next) => setImmediate(next));
  const shown = texts.filter((text) => text === line).length;
  const [, missing] = /-- (\d+) lines are missing here/.exec(texts.at(-2) ?? '') ?? [];
  assert.equal(shown + Number(missing), 5_000);
  channel.abort();
});
