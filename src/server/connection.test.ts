import assert from 'node:assert/strict';
import { type Duplex, duplexPair } from 'node:stream';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { stretchingFloor } from '../auth/stretching.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { encodeFrame, FrameDecoder } from '../wire/frame.ts';
import { MessageChannel } from '../wire/message-channel.ts';
import { defaultBounds } from './bounds.ts';
import { Connection, type ConnectionParts } from './connection.ts';
import { Gate } from './login/gate.ts';
import { lookUp } from './login/lookup.ts';
import { Turns } from './login/turns.ts';

const readerQueueBytes = 64 * 1024;

/** A server's connection over a pair of streams, which hold no more than they are told; returns the client's end. */
function connect(): { peer: Duplex; server: Duplex } {
  const [server, peer] = duplexPair();
  const gate = new Gate('closed');
  const parts = {
    clock: systemClock,
    bounds: { ...defaultBounds, readerQueueBytes },
    closed() {},
    login: {
      gate,
      directory: { networkSanctions: () => [] },
      clock: systemClock,
      handlers: { 'account.lookup': lookUp({ gate } as never) },
      attempts: {},
      turns: new Turns(),
      greeting: {
        software: 'test',
        serverId: 'A'.repeat(22),
        line: { name: 'test' },
        stretching: stretchingFloor,
      },
    },
  } as unknown as ConnectionParts;
  const accepted = {
    address: '127.0.0.1',
    log: silentLog,
    isLocal: false,
    isTooMany: false,
    waitedMs: 0,
    bindings: ['none'],
    binding: () => new Uint8Array(),
    openChannel: (...[maxBytes, handlers]: [number, never]) =>
      new MessageChannel(server, maxBytes, handlers),
    admitted: () => {},
  } as const;
  new Connection(parts, accepted);
  return { peer, server };
}

test('reads no further from someone not logged in who leaves the answers, and goes on when they are taken', async () => {
  const { peer, server } = connect();
  const questions = 4_000;
  peer.write(encodeFrame('{"type":"hello","versions":[1],"client":"t","bindings":["none"]}'));
  const question = encodeFrame('{"type":"account.lookup","id":1,"name":"somebody"}');
  peer.write(Buffer.concat(Array<Buffer>(questions).fill(question)));
  for (let turn = 0; turn < 2 * questions; turn++) await nextTurn();
  assert.ok(server.writableLength > readerQueueBytes);
  assert.ok(
    server.writableLength < 2 * readerQueueBytes,
    `${server.writableLength} bytes are held`,
  );
  const decoder = new FrameDecoder(4096);
  let answers = -1; // the hello is none
  for await (const chunk of peer) {
    decoder.push(chunk);
    while (decoder.next() !== undefined) answers += 1;
    if (answers === questions) break;
  }
  assert.equal(answers, questions);
});
