import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { scopeOf } from '../support/cleanup.ts';
import type { RawClient } from '../support/raw-client.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';

/** Answers of some 16 KiB: together far more than two sockets hold in the kernel. */
const questions = 4_000;

describe('a client that asks and does not read the answers', () => {
  const scope = scopeOf(after);
  let line: StartedLine;
  let other: RawClient;

  before(async () => {
    line = await startLine(scope);
    other = (await line.signUp('other')).client;
    await other.say('x'.repeat(16_000));
    await other.expect('message');
  });

  /** Asks without reading; resolves when the questions are on their way. */
  function ask(client: RawClient, count: number): Promise<void> {
    for (let asked = 0; asked < count; asked++) {
      client.request('history', { room: 'lobby', after: 0, limit: 1 });
    }
    return new Promise((sent) => client.socket.write('', () => sent()));
  }

  it('is not read from until it does, so that the server holds little for it', async () => {
    const { client } = await line.signUp('deaf');
    await ask(client, questions);
    // Questions to the store are answered in turn: whoever was read has been served after this.
    for (let turn = 0; turn < 20; turn++) {
      other.request('history', { room: 'lobby', after: 0, limit: 1 });
      await other.expect('history');
    }
    client.cut();
    const closed = await line.log.until('connection.closed', { name: 'deaf' });
    assert.ok(Number(closed.receivedMessages) < questions, `${closed.receivedMessages} were read`);
  });

  it('gets every answer in the end, in its turn', async () => {
    const { client } = await line.signUp('late');
    await ask(client, 300);
    for (let answered = 0; answered < 300; answered++) {
      const { messages } = await client.expect('history');
      assert.equal(messages.length, 1);
    }
  });
});
