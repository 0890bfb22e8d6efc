import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import process from 'node:process';
import { test } from 'node:test';
import { inPieces } from './in-pieces.ts';

/** Reads as TLS does when the turn is over: without a size, until nothing is left. */
async function readNext(raw: Socket): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  await inPieces(
    raw,
    () =>
      new Promise<void>((resolve) => {
        process.nextTick(() => {
          for (let piece = raw.read(); piece !== null; piece = raw.read()) pieces.push(piece);
          resolve();
        });
      }),
  );
  return pieces;
}

test('gives what has been read in small pieces, all of it and in order', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  for (const length of [5, 1_000, 1_001, 1_900, 4_096]) {
    const client = connect(port, '127.0.0.1');
    const [raw] = (await once(server, 'connection')) as [Socket];
    const sent = randomBytes(length);
    client.write(sent);
    while (raw.readableLength < length) await once(raw, 'readable');
    raw.removeAllListeners('readable');
    // The socket notices in a turn of its own that nobody waits for bytes any more.
    await new Promise((resolve) => setImmediate(resolve));
    const pieces = await readNext(raw);
    assert.deepEqual(Buffer.concat(pieces), sent);
    assert.ok(pieces.every((piece) => piece.length <= 1_000));
    raw.destroy();
    client.destroy();
  }
  server.close();
});
