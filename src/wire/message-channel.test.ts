import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { Duplex, duplexPair } from 'node:stream';
import { test } from 'node:test';
import { setImmediate as tick } from 'node:timers/promises';
import fc from 'fast-check';
import { PartylineError } from '../base/errors.ts';
import type { ChannelHandlers } from './channel.ts';
import { encodeFrame } from './frame.ts';
import { MessageChannel } from './message-channel.ts';

/** Handlers that write down every call, and let a test wait for the last one. */
function recorder(overrides: Partial<ChannelHandlers> = {}) {
  const calls: string[] = [];
  const closed = Promise.withResolvers<Error | undefined>();
  const handlers: ChannelHandlers = {
    payload: (payload) => calls.push(`payload ${payload}`),
    failed: (error) => calls.push(`failed ${error.code}`),
    ended: (midFrame) => calls.push(`ended ${midFrame}`),
    drained: () => calls.push('drained'),
    closed: (error) => {
      calls.push(error === undefined ? 'closed' : `closed ${error.message}`);
      closed.resolve(error);
    },
    ...overrides,
  };
  return { calls, handlers, closed: closed.promise };
}

/** A channel over one end of a stream pair; the test holds the other end. */
function channelAndPeer(maxFrameBytes = 1_000, overrides: Partial<ChannelHandlers> = {}) {
  const [end, peer] = duplexPair();
  const record = recorder(overrides);
  const channel = new MessageChannel(end, maxFrameBytes, record.handlers);
  peer.on('error', () => {});
  return { channel, peer, end, ...record };
}

/** Two connected TCP sockets, with small buffers of their own. */
async function socketPair(): Promise<[net.Socket, net.Socket]> {
  const server = net.createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const client = net.connect(port, '127.0.0.1');
  const [[accepted]] = await Promise.all([once(server, 'connection'), once(client, 'connect')]);
  server.close();
  return [client, accepted];
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await tick();
}

test('gives the same messages however the peer chunks them', async () => {
  const texts = fc.array(fc.string({ unit: 'binary', minLength: 1 }), { maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.nat(), { maxLength: 20 }), async (texts, cuts) => {
      const { channel, peer, calls, closed } = channelAndPeer();
      const bytes = Buffer.concat(texts.map(encodeFrame));
      const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
      for (const [index, start] of [0, ...places].entries()) {
        peer.write(bytes.subarray(start, places[index]));
      }
      peer.end();
      peer.resume();
      await until(() => calls.includes('ended false'));
      assert.deepEqual(
        calls.slice(0, -1),
        texts.map((text) => `payload ${text}`),
      );
      channel.abort();
      await closed;
    }),
    { numRuns: 50 },
  );
});

test('sends texts as frames, and framed bytes as they are', async () => {
  const { channel, peer } = channelAndPeer();
  channel.send('é');
  channel.sendFrames(Buffer.concat([encodeFrame('a'), encodeFrame('b')]));
  void channel.close();
  const bytes = Buffer.concat(await peer.toArray());
  assert.equal(bytes.toString('hex'), '00000002c3a900000001610000000162');
  channel.abort();
});

test('calls no handler before the constructor has returned', async () => {
  const [end, peer] = duplexPair();
  peer.write(encodeFrame('early'));
  await tick();
  const { calls, handlers } = recorder();
  const channel = new MessageChannel(end, 100, handlers);
  assert.deepEqual(calls, []);
  await until(() => calls.length === 1);
  assert.deepEqual(calls, ['payload early']);
  channel.abort();
});

test('stops inside a chunk when paused, and goes on at the next message when resumed', async () => {
  const calls: string[] = [];
  const { channel, peer } = channelAndPeer(1_000, {
    payload(payload) {
      calls.push(String(payload));
      if (calls.length % 2 === 0) channel.pause();
    },
  });
  peer.write(Buffer.concat(['1', '2', '3', '4', '5'].map(encodeFrame)));
  await until(() => calls.length === 2);
  await tick();
  assert.deepEqual(calls, ['1', '2']);
  channel.resume();
  assert.deepEqual(calls, ['1', '2']);
  await until(() => calls.length === 4);
  await tick();
  assert.deepEqual(calls, ['1', '2', '3', '4']);
  channel.resume();
  await until(() => calls.length === 5);
  peer.write(encodeFrame('6'));
  await until(() => calls.length === 6);
  channel.abort();
});

test('keeps the order when a handler pauses and resumes at once', async () => {
  const calls: string[] = [];
  const { channel, peer } = channelAndPeer(1_000, {
    payload(payload) {
      calls.push(String(payload));
      channel.pause();
      channel.resume();
    },
  });
  const texts = Array.from({ length: 100 }, (_, index) => `${index}`);
  peer.write(Buffer.concat(texts.map(encodeFrame)));
  await until(() => calls.length === 100);
  assert.deepEqual(calls, texts);
  channel.abort();
});

test('finishes one message before the next, even if its handler makes more come', async () => {
  const calls: string[] = [];
  const { channel, end, peer } = channelAndPeer(1_000, {
    payload(payload) {
      calls.push(`begin ${payload}`);
      if (calls.length < 6) end.push(encodeFrame(`${calls.length}`));
      calls.push(`end ${payload}`);
    },
  });
  peer.write(encodeFrame('0'));
  await until(() => calls.length >= 6);
  const expected = ['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 3', 'end 3'];
  assert.deepEqual(calls.slice(0, 6), expected);
  channel.abort();
});

test('tells the end only after what was held back by a pause', async () => {
  const { channel, peer, calls } = channelAndPeer(1_000, {
    payload(payload) {
      calls.push(`payload ${payload}`);
      channel.pause();
    },
  });
  peer.end(Buffer.concat(['1', '2'].map(encodeFrame)));
  await until(() => calls.length === 1);
  await tick();
  assert.deepEqual(calls, ['payload 1']);
  channel.resume();
  await until(() => calls.length === 2);
  channel.resume();
  await until(() => calls.length === 3);
  assert.deepEqual(calls, ['payload 1', 'payload 2', 'ended false']);
  channel.abort();
});

for (const bytes of ['00', '00000003', '000000036161', '00000001610000']) {
  test(`reports an end inside a frame: ${bytes}`, async () => {
    const { channel, peer, calls } = channelAndPeer();
    peer.end(Buffer.from(bytes, 'hex'));
    await until(() => calls.some((call) => call.startsWith('ended')));
    assert.equal(calls.at(-1), 'ended true');
    channel.abort();
  });
}

test('reports a malformed frame once, after the good ones, and reads nothing more', async () => {
  const { channel, peer, end, calls } = channelAndPeer(10);
  peer.write(encodeFrame('good'));
  peer.write(Buffer.from('0000000b', 'hex'));
  await until(() => calls.length === 2);
  peer.write(encodeFrame('more'));
  peer.end(encodeFrame('end'));
  await tick();
  assert.deepEqual(calls, ['payload good', 'failed frame.too-large']);
  assert.equal(end.isPaused(), true);
  channel.abort();
});

test('still sends after a malformed frame, so that the peer can be told', async () => {
  const { channel, peer } = channelAndPeer(10, {
    failed(error) {
      channel.send(error.code);
      void channel.close();
    },
  });
  peer.write(Buffer.from('ffffffff00000001', 'hex'));
  const received = Buffer.concat(await peer.toArray());
  assert.equal(received.subarray(4).toString(), 'frame.too-large');
  channel.abort();
});

test('hands errors thrown by the payload handler to failed, foreign ones as internal', async () => {
  for (const [thrown, code] of [
    [new PartylineError('auth.token'), 'auth.token'],
    [new TypeError('a slip'), 'internal'],
  ] as const) {
    const { channel, peer, calls } = channelAndPeer(10, {
      payload() {
        throw thrown;
      },
    });
    peer.write(Buffer.concat([encodeFrame('1'), encodeFrame('2')]));
    await until(() => calls.length > 0);
    await tick();
    assert.deepEqual(calls, [`failed ${code}`]);
    channel.abort();
  }
});

test('accepts larger frames from the moment the limit was raised, in the same chunk too', async () => {
  const { channel, peer, calls } = channelAndPeer(4, {
    payload(payload) {
      calls.push(`payload ${payload}`);
      channel.maxFrameBytes = 5;
    },
  });
  peer.write(Buffer.concat([encodeFrame('four'), encodeFrame('fives')]));
  await until(() => calls.length === 2);
  assert.deepEqual(calls, ['payload four', 'payload fives']);
  assert.equal(channel.maxFrameBytes, 5);
  channel.abort();
});

test('calls closed exactly once and last, whoever ends, however often', async () => {
  const endings: ((channel: MessageChannel, peer: Duplex) => void)[] = [
    (channel) => channel.abort(),
    (channel) => void channel.close(),
    (_, peer) => peer.destroy(),
    (_, peer) => peer.end(),
    (channel) => {
      channel.abort(new Error('first'));
      channel.abort(new Error('second'));
      void channel.close();
    },
    (channel, peer) => {
      void channel.close();
      void channel.close();
      peer.end();
      channel.abort();
    },
  ];
  for (const end of endings) {
    const { channel, peer, calls, closed } = channelAndPeer();
    peer.resume();
    peer.on('end', () => peer.end());
    peer.write(encodeFrame('x'));
    end(channel, peer);
    await Promise.race([closed, tick().then(() => channel.close(10))]);
    await tick();
    assert.equal(calls.filter((call) => call.startsWith('closed')).length, 1);
    assert.match(calls.at(-1) ?? '', /^closed/);
  }
});

test('tells closed when the stream was closed before the channel was made', async () => {
  const [end] = duplexPair();
  end.destroy();
  await once(end, 'close');
  const { handlers, calls, closed } = recorder();
  const channel = new MessageChannel(end, 10, handlers);
  await closed;
  await channel.close();
  assert.deepEqual(calls, ['closed']);
});

test('calls closed once even if the stream says twice that it is closed', async () => {
  const { end, calls, closed } = channelAndPeer();
  end.destroy();
  await closed;
  end.emit('close');
  assert.deepEqual(calls, ['closed']);
});

test('passes the error that broke the stream to closed', async () => {
  const { end, closed } = channelAndPeer();
  end.destroy(new Error('broken'));
  assert.equal((await closed)?.message, 'broken');
});

test('abort tells its error to closed and drops what was not flushed', async () => {
  const [left, right] = await socketPair();
  const { handlers, closed, calls } = recorder();
  const channel = new MessageChannel(left, 1_000, handlers);
  while (channel.send('x'.repeat(100_000)));
  channel.abort(new Error('enough'));
  assert.equal((await closed)?.message, 'enough');
  assert.equal(channel.send('late'), false);
  assert.deepEqual(calls, ['closed enough']);
  right.destroy();
});

test('what is held goes out in front of what is sent next, in one piece, or when it is released', async () => {
  const [left, right] = await socketPair();
  const { handlers } = recorder();
  const channel = new MessageChannel(left, 1_000, handlers);
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(encodeFrame) as [Buffer, Buffer, Buffer, Buffer];
  const written: number[] = [];
  const write = left.write.bind(left);
  left.write = ((bytes: Buffer) => {
    written.push(bytes.length);
    return write(bytes);
  }) as typeof left.write;
  channel.hold(a);
  channel.hold(b);
  assert.equal(channel.pendingBytes, 10);
  channel.sendFrames(c);
  channel.release();
  channel.hold(d);
  channel.release();
  channel.hold(a);
  const closing = channel.close(10_000);
  const received: Buffer[] = [];
  for await (const chunk of right) received.push(chunk);
  right.end();
  await closing;
  assert.deepEqual(Buffer.concat(received), Buffer.concat([a, b, c, d, a]));
  assert.deepEqual(written, [15, 5, 5]);
});

test('what is sent together goes out in one write, behind what was held', async () => {
  const [left, right] = await socketPair();
  const { handlers } = recorder();
  const channel = new MessageChannel(left, 1_000, handlers);
  const [held, shared, own] = ['h', 's', 'o'].map(encodeFrame) as [Buffer, Buffer, Buffer];
  const writes: number[] = [];
  const { _write: write, _writev: writeTogether } = left;
  left._write = (chunk, encoding, done) => {
    writes.push(1);
    write.call(left, chunk, encoding, done);
  };
  left._writev = (chunks, done) => {
    writes.push(chunks.length);
    writeTogether?.call(left, chunks, done);
  };
  channel.sendTogether(shared, own);
  channel.hold(held);
  channel.sendTogether(shared, own);
  const closing = channel.close(10_000);
  const received: Buffer[] = [];
  for await (const chunk of right) received.push(chunk);
  right.end();
  await closing;
  assert.deepEqual(Buffer.concat(received), Buffer.concat([shared, own, held, shared, own]));
  assert.deepEqual(writes, [2, 2]);
});

test('close flushes everything that was written before it, megabytes too', async () => {
  const [left, right] = await socketPair();
  const { handlers, calls } = recorder();
  const channel = new MessageChannel(left, 1_000, handlers);
  const frame = encodeFrame('x'.repeat(60_000));
  for (let sent = 0; sent < 200; sent++) channel.sendFrames(frame);
  const closing = channel.close(10_000);
  let received = 0;
  for await (const chunk of right) received += chunk.length;
  right.end();
  await closing;
  assert.equal(received, 200 * frame.length);
  assert.deepEqual(calls, ['closed']);
});

test('close throws away what still comes, and tells nothing but closed', async () => {
  const [left, right] = await socketPair();
  const { handlers, calls } = recorder();
  const channel = new MessageChannel(left, 1_000, handlers);
  const closing = channel.close(10_000);
  for (let sent = 0; sent < 100; sent++) right.write(encodeFrame('x'.repeat(900)));
  right.end(Buffer.from('ffffffff', 'hex'));
  right.resume();
  await closing;
  assert.deepEqual(calls, ['closed']);
});

test('close destroys a stream whose peer does not end within the limit', async () => {
  const [left, right] = await socketPair();
  const { handlers, calls } = recorder();
  const channel = new MessageChannel(left, 1_000, handlers);
  await channel.close(20);
  assert.equal(left.destroyed, true);
  assert.deepEqual(calls, ['closed']);
  right.destroy();
});

test('close of a paused channel still sees the end of the peer', async () => {
  const [left, right] = await socketPair();
  const { handlers } = recorder();
  const channel = new MessageChannel(left, 1_000, handlers);
  channel.pause();
  right.end(encodeFrame('unread'));
  right.resume();
  const closing = channel.close(60_000);
  channel.pause();
  await closing;
});

test('drops what is sent after close', async () => {
  const { channel, peer } = channelAndPeer();
  channel.send('before');
  const closing = channel.close(1_000);
  assert.equal(channel.send('after'), false);
  const received = Buffer.concat(await peer.toArray());
  assert.equal(received.subarray(4).toString(), 'before');
  peer.end();
  await closing;
});

test('slows the sender down while the reader is paused, and loses nothing', async () => {
  const [left, right] = await socketPair();
  const sender = recorder();
  const reader = recorder({ payload: () => void received++ });
  let received = 0;
  let sent = 1;
  const sending = new MessageChannel(left, 1_000_000, sender.handlers);
  const reading = new MessageChannel(right, 1_000_000, reader.handlers);
  reading.pause();
  const frame = encodeFrame('x'.repeat(60_000));
  while (sending.sendFrames(frame) || sending.pendingBytes < 1_000_000) {
    sent++;
    await tick();
  }
  assert.equal(received, 0);
  assert.ok(sending.pendingBytes >= 1_000_000);
  assert.deepEqual(
    sender.calls,
    sender.calls.filter((call) => call === 'drained'),
  );
  const drainedBefore = sender.calls.length;
  reading.resume();
  await until(() => received === sent && sending.pendingBytes === 0);
  assert.ok(sender.calls.length > drainedBefore);
  await Promise.all([sending.close(), reading.close()]);
});

test('tells drained after send has returned false', async () => {
  const { channel, peer, calls } = channelAndPeer();
  while (channel.send('x'.repeat(1_000)));
  assert.ok(channel.pendingBytes > 0);
  assert.deepEqual(calls, []);
  peer.resume();
  await until(() => calls.length === 1);
  assert.deepEqual(calls, ['drained']);
  assert.equal(channel.pendingBytes, 0);
  channel.abort();
});

test('answers with what a handler sends while messages are delivered', async () => {
  const { channel, peer } = channelAndPeer(100, {
    payload: (payload) => void channel.send(`re ${payload}`),
  });
  peer.write(Buffer.concat(['1', '2'].map(encodeFrame)));
  let answers = '';
  peer.on('data', (chunk: Buffer) => {
    answers += chunk.toString('latin1');
  });
  await until(() => answers.length === 16);
  assert.equal(answers, '\0\0\0\x04re 1\0\0\0\x04re 2');
  channel.abort();
});

test('runs over any duplex stream', async () => {
  const written: Buffer[] = [];
  const duplex = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      written.push(chunk);
      done();
    },
  });
  const { handlers, calls, closed } = recorder();
  const channel = new MessageChannel(duplex, 100, handlers);
  channel.send('out');
  duplex.push(encodeFrame('in'));
  duplex.push(null);
  await until(() => calls.length === 2);
  await channel.close();
  await closed;
  assert.equal(Buffer.concat(written).subarray(4).toString(), 'out');
  assert.deepEqual(calls, ['payload in', 'ended false', 'closed']);
});
