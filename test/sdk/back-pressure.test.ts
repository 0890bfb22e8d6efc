import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Line, LineMessage } from '../../src/index.ts';
import type { MemberMessages } from '../../src/wire/messages.ts';
import { scopeOf } from '../support/cleanup.ts';
import { connectTo, numbered, signUpOn, take } from '../support/joined-lines.ts';
import {
  greet,
  lobby,
  lobbyEntries,
  type Peer,
  startScriptedServer,
  welcome,
} from '../support/scripted-server.ts';
import { startLine } from '../support/started-line.ts';

/** Messages that may wait for a loop: 128, and the rest of one page of history. */
const mostWaiting = 128 + 1_000;

/** A token for a server in clear text. */
const clearToken = `pltc_${'A'.repeat(64)}`;

/** How many messages a line has delivered so far, taken by its loops or not. */
function countDelivered(line: Line): () => number {
  let delivered = 0;
  line.on('message', () => {
    delivered += 1;
  });
  return () => delivered;
}

function seqsOf(messages: readonly LineMessage[]): number[] {
  return messages.map(({ seq }) => seq);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

async function say(line: Line, texts: readonly string[]): Promise<void> {
  for (let start = 0; start < texts.length; start += 50) {
    await Promise.all(texts.slice(start, start + 50).map((text) => line.send(text)));
  }
}

async function letIn(peer: Peer): Promise<void> {
  await greet(peer);
  const { id } = await peer.expect('attach');
  await peer.send(welcome(id, { deviceToken: null, rooms: [lobby(0)] }));
}

/** Answers for a room with `last` messages, and counts pongs, until all of them were asked for. */
async function answerHistory(peer: Peer, last: number): Promise<void> {
  for (;;) {
    const message = await peer.next();
    if (message === undefined) throw new Error('the client hung up');
    if (message.type === 'pong') continue;
    assert.equal(message.type, 'history');
    const { id, after = 0, limit } = message as MemberMessages['history'];
    const to = Math.min(after + Math.min(limit, 100), last);
    const { room, first, runs } = lobbyEntries(after + 1, to - after);
    await peer.send({ type: 'history', re: id, room, first, runs, more: to < last });
    if (to === last) return;
  }
}

describe('a slow loop', () => {
  it('is kept by the server as a reader that is behind, and gets everything once', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const { address, log } = await startLine(scope);
    const ann = await signUpOn(scope, address, 'ann');
    const bob = await signUpOn(scope, address, 'bob');
    const delivered = countDelivered(bob);
    const messages = bob.messages();
    // More than the sockets of a machine hold between two programs.
    const count = 1_600;
    const texts = numbered('x'.repeat(15_000), count);
    await say(ann, texts);
    assert.ok(log.of('reader.behind').length > 0, 'bob is behind');
    assert.ok(delivered() <= mostWaiting, `${delivered()} messages wait for bob`);
    let most = 0;
    for (const seq of upTo(count)) {
      const { value } = await messages.next();
      assert.equal(value?.seq, seq);
      assert.equal(value?.text, texts[seq - 1]);
      most = Math.max(most, delivered() - seq);
    }
    assert.ok(most <= mostWaiting, `${most} messages waited for bob`);
  });

  it('stops the reading of the socket, and of answers no longer than they take', async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const last = 2_000;
    const stuck = Promise.withResolvers<void>();
    const server = await startScriptedServer(
      async (peer) => {
        await letIn(peer);
        for (const seq of upTo(300)) await peer.send(lobbyEntries(seq));
        // An answer is read although nobody takes messages; what comes with it is asked for later.
        const { id } = await peer.expect('post');
        for (const seq of upTo(last).slice(300)) await peer.send(lobbyEntries(seq));
        await peer.send({ type: 'posted', re: id, room: 'lobby', seq: 1, at: 1, away: false });
        // It does not read pings either, so it shows by itself that it is there.
        await peer.expect('pong');
        stuck.resolve();
        await answerHistory(peer, last);
        await peer.gone();
      },
      { clear: true },
    );
    scope.after(() => server.close());
    const line = await connectTo(scope, {
      address: server.address,
      token: clearToken,
      timing: { keepAliveMs: 1 },
    });
    const delivered = countDelivered(line);
    const messages = line.messages();
    await line.send('hello');
    await stuck.promise;
    assert.equal(delivered(), 128);
    const taken = await take(messages, last);
    assert.deepEqual(seqsOf(taken), upTo(last));
    line.abort();
    assert.deepEqual(await server.failures(), []);
  });
});
