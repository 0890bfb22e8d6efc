import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { test } from 'node:test';
import tls from 'node:tls';
import fc from 'fast-check';
import { limits } from '../words/limits.ts';
import { checkMessage } from './check-message.ts';
import { parsePayload } from './codec.ts';
import { recognise, replyTo } from './first-bytes.ts';
import { FrameDecoder } from './frame.ts';

/** A server that answers by the first bytes and closes; its port, and what it took the peer for. */
async function answeringServer(use: (port: number) => Promise<void>): Promise<string[]> {
  const kinds: string[] = [];
  const server = net.createServer((socket) => {
    socket.once('data', (bytes: Buffer) => {
      const kind = recognise(bytes);
      kinds.push(kind);
      socket.end(replyTo(kind));
    });
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await use((server.address() as net.AddressInfo).port);
  server.close();
  await once(server, 'close');
  return kinds;
}

test('tells what a peer speaks by its first bytes', () => {
  const known: [string, string][] = [
    ['\x16\x03\x01\x02', 'tls'],
    ['\x16\x03', 'tls'],
    ['GET / HTTP/1.1', 'http'],
    ['POST', 'http'],
    ['PRI * HTTP/2.0', 'http'],
    ['\0\0\0\x0f{"', 'frame'],
    ['\0', 'frame'],
    ['SSH-2.0-x', 'unknown'],
    ['{"type":', 'unknown'],
    ['get /', 'unknown'],
    ['\x16\x04', 'unknown'],
    ['', 'more'],
    ['\x16', 'more'],
    ['G', 'more'],
    ['GET', 'more'],
    ['PO', 'more'],
  ];
  for (const [text, kind] of known) assert.equal(recognise(Buffer.from(text, 'latin1')), kind);
});

test('four bytes are always enough, and more never change the answer', () => {
  const four = fc.uint8Array({ minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(four, fc.uint8Array(), (start, rest) => {
      const kind = recognise(Buffer.from(start));
      assert.notEqual(kind, 'more');
      assert.equal(recognise(Buffer.concat([start, rest])), kind);
    }),
  );
});

test('fewer bytes give the same answer or ask for more', () => {
  for (const text of ['\x16\x03\x01\x02', 'GET ', 'HEAD', 'PUT ', 'SSH-', '\0\0\x01\0']) {
    const bytes = Buffer.from(text, 'latin1');
    for (let length = 0; length < 4; length++) {
      assert.ok(['more', recognise(bytes)].includes(recognise(bytes.subarray(0, length))));
    }
  }
});

test('every frame that is accepted begins like a frame', () => {
  for (const length of [1, 255, 256, limits.frameBytesBeforeLogin, limits.frameBytes]) {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(length);
    assert.equal(recognise(header), 'frame');
  }
});

test('a browser is told in words', async () => {
  const kinds = await answeringServer(async (port) => {
    const request = http.get({ port, host: '127.0.0.1', agent: false });
    const [response] = await once(request, 'response');
    const text = Buffer.concat(await response.toArray()).toString();
    assert.equal(response.statusCode, 400);
    assert.match(text, /^[^\n]*partyline join[^\n]*\n$/);
  });
  assert.deepEqual(kinds, ['http']);
});

test('a TLS client on a clear port gets an alert that it understands', async () => {
  const kinds = await answeringServer(async (port) => {
    const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    const [error] = await once(socket, 'error');
    assert.match(error.message, /alert unexpected message|unexpected_message/i);
    socket.destroy();
  });
  assert.deepEqual(kinds, ['tls']);
});

test('a client without TLS on a TLS port gets an error message of the protocol', () => {
  const decoder = new FrameDecoder(limits.frameBytesBeforeLogin);
  decoder.push(replyTo('frame'));
  const message = checkMessage('server', parsePayload(decoder.next() ?? Buffer.alloc(0)));
  assert.equal(message.type, 'error');
  assert.equal(decoder.next(), undefined);
});

test('there is nothing to say to what is not known', () => {
  assert.equal(replyTo('unknown').length, 0);
  assert.equal(replyTo('more').length, 0);
});
