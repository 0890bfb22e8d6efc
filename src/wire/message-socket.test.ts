import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { pipeline } from 'node:stream';
import { after, before, test } from 'node:test';
import { setImmediate as tick } from 'node:timers/promises';
import tls from 'node:tls';
import { type CertificatePair, createCertificate, fingerprintOf } from './certificate.ts';
import { encodeFrame } from './frame.ts';
import { ClearMessageSocket, MessageSocket, type Messaging } from './message-socket.ts';

let pair: CertificatePair;
let secureContext: tls.SecureContext;
const opened: net.Socket[] = [];

before(() => {
  pair = createCertificate({ name: 'test', now: Date.now() });
  const { certificate: cert, key } = pair;
  secureContext = tls.createSecureContext({ cert, key, minVersion: 'TLSv1.3' });
});

after(() => {
  for (const socket of opened) socket.destroy();
});

type Messenger = net.Socket & Messaging;

/** Both ends of one connection over loopback; the raw sockets beneath too. */
async function connect(): Promise<{ raw: net.Socket; acceptedRaw: net.Socket }> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const raw = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  const [[acceptedRaw]] = await Promise.all([once(server, 'connection'), once(raw, 'connect')]);
  server.close();
  opened.push(raw, acceptedRaw);
  return { raw, acceptedRaw };
}

async function securePair(): Promise<{ client: MessageSocket; server: MessageSocket }> {
  const { raw, acceptedRaw } = await connect();
  const server = new MessageSocket(acceptedRaw, { isServer: true, secureContext });
  const client = new MessageSocket(raw, { rejectUnauthorized: false });
  await Promise.all([once(client, 'secure'), once(server, 'secure')]);
  opened.push(client, server);
  return { client, server };
}

/** Two clients, joined by a server that hands on what each of them sends. */
async function clearPair(): Promise<{ client: ClearMessageSocket; server: ClearMessageSocket }> {
  const joint = net.createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(joint, 'listening');
  const ends = [new ClearMessageSocket(), new ClearMessageSocket()] as const;
  const accepted: net.Socket[] = [];
  for (const end of ends) {
    end.connect((joint.address() as net.AddressInfo).port, '127.0.0.1');
    accepted.push((await once(joint, 'connection'))[0]);
    opened.push(end);
  }
  joint.close();
  opened.push(...accepted);
  const [left, right] = accepted as [net.Socket, net.Socket];
  pipeline(left, right, left, () => {});
  return { client: ends[0], server: ends[1] };
}

const kinds: [string, () => Promise<{ client: Messenger; server: Messenger }>][] = [
  ['TLS', securePair],
  ['clear text', clearPair],
];

/** Texts with the first, the last and some characters of each of the seventeen planes. */
function planes(): string[] {
  return Array.from({ length: 17 }, (_, plane) => {
    const points = [0, 1, 0x41, 0xd7ff, 0xe000, 0xfffd, 0xfffe, 0xffff].map(
      (offset) => plane * 0x10000 + offset,
    );
    return String.fromCodePoint(...points);
  });
}

test('is a TLS socket and a TCP socket on both sides, and speaks TLS 1.3', async () => {
  const { client, server } = await securePair();
  for (const socket of [client, server]) {
    assert(socket instanceof tls.TLSSocket);
    assert(socket instanceof net.Socket);
    assert.equal(socket.getProtocol(), 'TLSv1.3');
  }
  const seen = client.getPeerX509Certificate()?.raw;
  assert.equal(fingerprintOf(seen ?? ''), fingerprintOf(pair.certificate));
});

test('gives both sides the same channel binding', async () => {
  const { client, server } = await securePair();
  const label = 'EXPORTER-Channel-Binding';
  const ofClient = client.exportKeyingMaterial(32, label, Buffer.alloc(0));
  assert.deepEqual(ofClient, server.exportKeyingMaterial(32, label, Buffer.alloc(0)));
  const other = await securePair();
  assert.notDeepEqual(ofClient, other.client.exportKeyingMaterial(32, label, Buffer.alloc(0)));
});

test('takes a raw socket that is still connecting', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const raw = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  const client = new MessageSocket(raw, { rejectUnauthorized: false });
  const sending = client.sendMessage('early');
  const [acceptedRaw] = await accepted;
  const end = new MessageSocket(acceptedRaw, { isServer: true, secureContext });
  opened.push(client, end);
  assert.equal(await end.receiveMessage(), 'early');
  await sending;
  server.close();
});

test('reports a connection that is refused, and closes', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  const client = new MessageSocket(net.connect(port, '127.0.0.1'), { rejectUnauthorized: false });
  await assert.rejects(client.receiveMessage(), { code: 'ECONNREFUSED' });
  assert.equal(client.destroyed, true);
});

test('closes the raw socket beneath with itself', async () => {
  const { raw, acceptedRaw } = await connect();
  const server = new MessageSocket(acceptedRaw, { isServer: true, secureContext });
  const client = new MessageSocket(raw, { rejectUnauthorized: false });
  await Promise.all([once(client, 'secure'), once(server, 'secure')]);
  const closed = [raw, acceptedRaw, client, server].map((socket) => once(socket, 'close'));
  server.on('error', () => {});
  server.resume();
  client.destroy();
  await Promise.all(closed);
});

for (const [kind, connectPair] of kinds) {
  test(`${kind}: a text of every Unicode plane comes back as it went`, async () => {
    const { client, server } = await connectPair();
    const texts = [...planes(), planes().join(''), 'e\u0301 \u202e \0 \ufeff', '👩‍👩‍👧‍👦'];
    const echo = (async () => {
      for await (const text of server.messages()) await server.sendMessage(text);
    })();
    for (const text of texts) {
      await client.sendMessage(text);
      assert.equal(await client.receiveMessage(), text);
    }
    client.end();
    await echo;
  });

  test(`${kind}: every length class passes, up to the limit`, async () => {
    const { client, server } = await connectPair();
    for (const length of [1, 2, 125, 126, 127, 16_383, 16_384, 16_385, 65_535, 65_536]) {
      await client.sendMessage('x'.repeat(length));
      assert.equal((await server.receiveMessage())?.length, length);
    }
  });

  test(`${kind}: one byte more than the limit is refused`, async () => {
    const { client, server } = await connectPair();
    server.maxMessageBytes = 100;
    await client.sendMessage('x'.repeat(100));
    assert.equal((await server.receiveMessage())?.length, 100);
    await client.sendMessage('x'.repeat(101));
    await assert.rejects(server.receiveMessage(), { code: 'frame.too-large' });
    await assert.rejects(server.receiveMessage(), { code: 'frame.too-large' });
  });

  test(`${kind}: refuses to send an empty text`, async () => {
    const { client } = await connectPair();
    await assert.rejects(client.sendMessage(''), { code: 'frame.invalid' });
  });

  test(`${kind}: any chunking gives the same messages`, async () => {
    const { client, server } = await connectPair();
    const texts = ['a', 'é€😀', 'x'.repeat(70), 'last'];
    const bytes = Buffer.concat(texts.map(encodeFrame));
    for (const size of [1, 2, 3, 5, 7, 64, bytes.length]) {
      for (let at = 0; at < bytes.length; at += size) {
        client.write(bytes.subarray(at, at + size));
        await tick();
      }
      for (const text of texts) assert.equal(await server.receiveMessage(), text);
    }
  });

  test(`${kind}: gives null at the clean end, and ever after`, async () => {
    const { client, server } = await connectPair();
    await client.sendMessage('one');
    client.end();
    assert.equal(await server.receiveMessage(), 'one');
    assert.equal(await server.receiveMessage(), null);
    assert.equal(await server.receiveMessage(), null);
  });

  test(`${kind}: rejects when the peer ends inside a message`, async () => {
    const { client, server } = await connectPair();
    client.end(Buffer.concat([encodeFrame('whole'), encodeFrame('torn').subarray(0, 6)]));
    assert.equal(await server.receiveMessage(), 'whole');
    await assert.rejects(server.receiveMessage(), {
      code: 'frame.invalid',
      message: 'The connection ended inside a message.',
    });
  });

  test(`${kind}: rejects bytes that are not UTF-8`, async () => {
    const { client, server } = await connectPair();
    client.write(Buffer.from('00000002c328', 'hex'));
    await assert.rejects(server.receiveMessage(), { code: 'frame.invalid' });
  });

  test(`${kind}: rejects what is awaited when the socket is destroyed`, async () => {
    const { client } = await connectPair();
    const receiving = client.receiveMessage();
    client.destroy();
    await assert.rejects(receiving, /closed on this side/);
    await assert.rejects(client.receiveMessage(), /closed on this side/);
    await assert.rejects(client.sendMessage('late'));
  });

  test(`${kind}: answers waiters in the order they asked`, async () => {
    const { client, server } = await connectPair();
    const asked = [1, 2, 3].map(() => server.receiveMessage());
    for (const text of ['1', '2', '3', '4']) await client.sendMessage(text);
    assert.deepEqual(await Promise.all(asked), ['1', '2', '3']);
    assert.equal(await server.receiveMessage(), '4');
  });

  test(`${kind}: slows down a peer whose messages nobody asks for, and loses none`, async () => {
    const { client, server } = await connectPair();
    const text = 'x'.repeat(60_000);
    let sent = 0;
    assert.equal(await client.sendMessage('first').then(() => server.receiveMessage()), 'first');
    const sending: Promise<void>[] = [];
    // Four hundred times 60 kB is more than the system's buffers of a connection take.
    for (; sent < 400; sent++) sending.push(client.sendMessage(text));
    for (let ticks = 0; ticks < 3_000 && client.writableLength > 0; ticks++) await tick();
    assert.ok(client.writableLength > 1_000_000);
    assert.ok(server.readableLength < 1_000_000);
    for (let received = 0; received < sent; received++) {
      assert.equal((await server.receiveMessage())?.length, text.length);
    }
    await Promise.all(sending);
  });

  test(`${kind}: a channel and the awaiting methods exclude each other`, async () => {
    const { client, server } = await connectPair();
    const handlers = {
      payload() {},
      failed() {},
      ended() {},
      drained() {},
      closed() {},
    };
    client.openChannel(100, handlers);
    assert.throws(() => client.openChannel(100, handlers), /read already/);
    await assert.rejects(client.receiveMessage(), /go to the channel/);
    await server.sendMessage('x');
    assert.throws(() => server.openChannel(100, handlers), /read already/);
  });

  test(`${kind}: a channel of a socket carries messages both ways and closes cleanly`, async () => {
    const { client, server } = await connectPair();
    const got = Promise.withResolvers<string>();
    const closed = Promise.withResolvers<Error | undefined>();
    const channel = client.openChannel(100, {
      payload: (payload) => got.resolve(payload.toString()),
      failed: got.reject,
      ended() {},
      drained() {},
      closed: closed.resolve,
    });
    channel.send('question');
    assert.equal(await server.receiveMessage(), 'question');
    await server.sendMessage('answer');
    assert.equal(await got.promise, 'answer');
    const atServer = server.receiveMessage();
    await channel.close();
    assert.equal(await atServer, null);
    assert.equal(await closed.promise, undefined);
  });
}
