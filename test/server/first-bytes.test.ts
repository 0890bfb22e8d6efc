import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';
import tls from 'node:tls';
import { scopeOf } from '../support/cleanup.ts';
import { type StartedLine, startLine } from '../support/started-line.ts';

/** Sends bytes, whole or one at a time, and gives what comes back until the end. */
async function answerTo(port: number, bytes: Buffer, oneByOne = false): Promise<Buffer> {
  const socket = net.connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  if (oneByOne) {
    for (const byte of bytes) await new Promise((next) => socket.write(Buffer.of(byte), next));
  } else socket.write(bytes);
  await closed;
  return Buffer.concat(chunks);
}

/** The first flight of a real TLS client. */
async function clientHello(): Promise<Buffer> {
  const server = net.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const client = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  client.on('error', () => {});
  const [socket] = (await once(server, 'connection')) as [net.Socket];
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  client.destroy();
  server.close();
  return bytes;
}

const get = Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
const helloText = '{"type":"hello","versions":[1],"client":"raw","bindings":["none"]}';
const plainFrame = Buffer.concat([Buffer.of(0, 0, 0, helloText.length), Buffer.from(helloText)]);

describe('the first bytes', () => {
  const scope = scopeOf(after);
  const lines: Record<'tls' | 'clear', StartedLine | undefined> = {
    tls: undefined,
    clear: undefined,
  };

  before(async () => {
    lines.tls = await startLine(scope);
    lines.clear = await startLine(scope, { insecure: true });
  });

  const portOf = (kind: keyof typeof lines) => lines[kind]?.address.port ?? 0;

  for (const kind of ['tls', 'clear'] as const) {
    for (const oneByOne of [false, true]) {
      const how = oneByOne ? ', one at a time' : '';

      it(`of a browser are answered with HTTP 400 and one line (${kind}${how})`, async () => {
        const answer = (await answerTo(portOf(kind), get, oneByOne)).toString('latin1');
        const [head = '', body = ''] = answer.split('\r\n\r\n');
        assert.match(head, /^HTTP\/1\.1 400 /);
        assert.match(body, /^[^\n]+\n$/);
        assert.match(head, new RegExp(`Content-Length: ${body.length}\\b`));
      });
    }

    it(`of another method, with a body that nobody reads, are answered too (${kind})`, async () => {
      const post = `POST / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(200_000)}`;
      const answer = (await answerTo(portOf(kind), Buffer.from(post))).toString('latin1');
      assert.match(answer, /^HTTP\/1\.1 400 /);
    });

    it(`of something unknown end the connection without an answer (${kind})`, async () => {
      const answer = await answerTo(portOf(kind), Buffer.from('SSH-2.0-OpenSSH_9.6\r\n'));
      assert.equal(answer.length, 0);
    });

    it(`that never come leave nobody waiting (${kind})`, async () => {
      const socket = net.connect(portOf(kind), '127.0.0.1');
      await once(socket, 'connect');
      socket.end();
      socket.resume();
      await once(socket, 'close');
    });
  }

  it('of TLS on a port without are answered with an alert', async () => {
    const answer = await answerTo(portOf('clear'), await clientHello());
    assert.deepEqual([...answer.subarray(0, 3)], [21, 3, 3]);
    assert.deepEqual([...answer.subarray(3, 6)], [0, 2, 2], 'a fatal alert of two bytes');
    const { port } = lines.clear?.address ?? { port: 0 };
    const client = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
    assert.match(String(error.code), /^ERR_SSL_/, 'a TLS client understands it');
  });

  it('of a plain frame on a TLS port are answered with an error in a frame', async () => {
    const answer = await answerTo(portOf('tls'), plainFrame);
    assert.equal(answer.readUInt32BE(0), answer.length - 4);
    const { type, code } = JSON.parse(answer.subarray(4).toString());
    assert.deepEqual({ type, code }, { type: 'error', code: 'message.unexpected' });
  });

  it('of TLS before version 1.3 come to nothing', async () => {
    const client = tls.connect({
      port: portOf('tls'),
      host: '127.0.0.1',
      rejectUnauthorized: false,
      maxVersion: 'TLSv1.2',
    });
    const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
    assert.match(String(error.code), /PROTOCOL_VERSION/);
    await lines.tls?.log.until('connection.closed', { reason: 'tls' });
  });

  it('that begin like TLS and are not end the connection', async () => {
    const noise = Buffer.concat([Buffer.of(0x16, 3, 1, 0, 100), Buffer.alloc(100, 0xaa)]);
    await answerTo(portOf('tls'), noise);
  });

  it('of a TLS client may come one at a time', async () => {
    const { port } = lines.tls?.address ?? { port: 0 };
    const relay = net.createServer((client) => {
      const upstream = net.connect(port, '127.0.0.1').setNoDelay(true);
      client.on('data', async (chunk: Buffer) => {
        client.pause();
        for (const byte of chunk)
          await new Promise((next) => upstream.write(Buffer.of(byte), next));
        client.resume();
      });
      upstream.pipe(client);
      for (const socket of [client, upstream]) socket.on('error', () => {});
      client.on('close', () => upstream.destroy());
    });
    relay.listen(0, '127.0.0.1');
    await once(relay, 'listening');
    scope.after(() => relay.close());
    const through = (relay.address() as net.AddressInfo).port;
    const client = tls.connect({ port: through, host: '127.0.0.1', rejectUnauthorized: false });
    await once(client, 'secureConnect');
    assert.equal(client.getProtocol(), 'TLSv1.3');
    client.destroy();
  });
});
