import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { type TestContext, test } from 'node:test';
import { InputError } from '../../base/errors.ts';
import { listenOnFreePort, PortError } from './ports.ts';

/** A listening server on a port of the system's choice, closed when the test ends. */
async function busyServer(t: TestContext): Promise<number> {
  const server = newServer(t);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function newServer(t: TestContext): Server {
  const server = createServer();
  t.after(() => server.close());
  return server;
}

test('takes the next free port when the wanted one is busy, and says which were', async (t) => {
  const port = await busyServer(t);
  const server = newServer(t);
  const busy = await listenOnFreePort(server, '127.0.0.1', port, false);
  assert.deepEqual(busy[0], { port, reason: 'EADDRINUSE' });
  assert.equal((server.address() as AddressInfo).port, port + busy.length);
});

test('refuses a busy port when it is strict, naming it', async (t) => {
  const port = await busyServer(t);
  await assert.rejects(listenOnFreePort(newServer(t), '127.0.0.1', port, true), (error) => {
    assert.ok(error instanceof PortError);
    assert.match(error.message, new RegExp(`port ${port}: another program listens`));
    return true;
  });
});

test('lets the system choose for port 0', async (t) => {
  const server = newServer(t);
  assert.deepEqual(await listenOnFreePort(server, '127.0.0.1', 0, false), []);
  assert.ok((server.address() as AddressInfo).port > 0);
});

test('refuses a host this machine does not have, with a sentence', async (t) => {
  await assert.rejects(listenOnFreePort(newServer(t), '192.0.2.1', 0, false), (error) => {
    assert.ok(error instanceof InputError);
    assert.match(error.message, /Cannot listen on 192\.0\.2\.1.*does not have that address/);
    return true;
  });
});
