import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { FirstBytes } from '../../wire/first-bytes.ts';
import { FirstBytesReader } from './first-bytes-reader.ts';

/** A record of TLS with a handshake of two bytes. */
const record = Buffer.of(0x16, 3, 1, 0, 2, 1, 0);

/** Both ends of a connection. */
async function connected(t: TestContext): Promise<{ client: Socket; served: Socket }> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [served] = await once(server, 'connection');
  t.after(() => {
    client.destroy();
    served.destroy();
    server.close();
  });
  return { client, served };
}

const kindOf = (reader: FirstBytesReader) =>
  new Promise<FirstBytes>((resolve) => {
    reader.start(resolve);
  });

test('holds the first bytes until they are to be read', async (t) => {
  const { client, served } = await connected(t);
  const reader = new FirstBytesReader(served);
  client.write(record);
  assert.equal(await kindOf(reader), 'tls');
  assert.equal(served.read(), null);
  reader.release();
  assert.deepEqual(served.read(), record);
});

test('notices a peer that hangs up while its bytes are held', async (t) => {
  const { client, served } = await connected(t);
  const reader = new FirstBytesReader(served);
  client.write(record);
  await kindOf(reader);
  client.end();
  await once(served, 'close');
});

test('holds what a peer says meanwhile, once, and reads no more than that', async (t) => {
  const { client, served } = await connected(t);
  const reader = new FirstBytesReader(served);
  client.write(record);
  await kindOf(reader);
  const more = once(served, 'readable');
  client.write('more');
  await more;
  assert.equal(served.listenerCount('readable'), 0);
  reader.release();
  assert.deepEqual(served.read(), Buffer.concat([record, Buffer.from('more')]));
});
