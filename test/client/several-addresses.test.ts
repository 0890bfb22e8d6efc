import assert from 'node:assert/strict';
import net from 'node:net';
import { after, describe, it } from 'node:test';
import { openLine } from '../../src/client/connect.ts';
import { MemoryProfile } from '../../src/client/core/profile.ts';
import { scopeOf } from '../support/cleanup.ts';
import { connectTo, numbered, signUpOn, take } from '../support/joined-lines.ts';
import { type Relay, startRelay } from '../support/relay.ts';
import { startLine } from '../support/started-line.ts';
import { joinAs, password, quickTiming } from '../support/test-client.ts';
import { runServer } from '../support/test-server.ts';

const scope = scopeOf(after);
const { address, server } = await startLine(scope);

/** A way to the server that can be taken away. */
async function startWay(port = address.port): Promise<Relay> {
  const relay = await startRelay(port, (client, upstream) => {
    client.pipe(upstream).pipe(client);
  });
  scope.after(() => relay.close());
  return relay;
}

/** A port of this machine on which nothing listens. */
async function closedPort(): Promise<number> {
  const listener = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => listener.once('listening', resolve));
  const { port } = listener.address() as net.AddressInfo;
  await new Promise((resolve) => listener.close(resolve));
  return port;
}

const places = (...ports: number[]) => ports.map((port) => `127.0.0.1:${port}`).join(',');

describe('a client that knows several addresses', () => {
  it('goes to the next one at once when one is gone, with its session, its places and its mids', async () => {
    const [one, two] = [await startWay(), await startWay()];
    // So long would it wait if it waited at all.
    const slow = { ...quickTiming, reconnectMinimumMs: 600_000, reconnectMaximumMs: 600_000 };
    const profile = new MemoryProfile();
    const client = joinAs({
      address: places(one.port, two.port),
      name: 'ann',
      profile,
      timing: { ...slow, pendingReconnectMaximumMs: 600_000 },
    });
    await client.next('welcome');
    const talker = await signUpOn(scope, address, 'bob');
    await talker.send('before');
    await client.until(() => client.messages.some(({ text }) => text === 'before'));
    const back = client.next('welcome');
    await one.close();
    const sent = Promise.all(numbered('ann', 20).map((text) => client.line.send(text)));
    await back;
    await sent;
    await talker.send('after');
    await client.until(() => client.messages.at(-1)?.text === 'after');
    assert.deepEqual(
      client.messages.map(({ text }) => text),
      ['before', ...numbered('ann', 20), 'after'],
    );
    assert.ok(!client.states.includes('waiting'), 'it did not wait');
    assert.equal((await client.line.account.sessions()).length, 1);
    client.line.abort();
    await client.closed;
    const { memory } = profile.open(`partyline://127.0.0.1:${one.port}`);
    assert.deepEqual(memory.nodes, [`127.0.0.1:${two.port}`]);
  });

  it('passes over addresses at which nothing listens, or another server does', async () => {
    const other = await runServer(scope);
    const way = await startWay();
    const gone = places(await closedPort(), other.address.port, way.port);
    const list = `partyline://${gone}#${server.fingerprint}`;
    const line = await connectTo(scope, { address: list, name: 'cid', password, signUp: true });
    await line.send('here');
    assert.equal(other.server.signUp, 'open');
  });

  it('shows an app token to no server but its own', async () => {
    const other = await runServer(scope);
    const ann = await signUpOn(scope, address, 'dan');
    const { token } = await ann.account.createToken({ name: 'bot', read: true, write: true });
    const line = await connectTo(scope, {
      address: [places(await closedPort(), other.address.port), places(address.port)],
      token,
    });
    const messages = line.messages()[Symbol.asyncIterator]();
    await ann.send('to the bot');
    assert.equal((await take(messages, 1))[0]?.text, 'to the bot');
  });

  it('says that none of them can be reached', async () => {
    const list = places(await closedPort(), await closedPort());
    const line = openLine({ address: list, name: 'eve', password });
    const { reason, error } = await line.whenClosed();
    assert.equal(reason, 'unreachable');
    assert.match(
      error?.message ?? '',
      /^None of the 2 addresses of the line can be reached; the last: /,
    );
  });
});
