import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { startLine } from '../support/started-line.ts';

test('goes on serving while a connection has sent one byte that may be the first of TLS', async (t) => {
  const line = await startLine(t, { bounds: { tlsTimeoutMs: 300 } });
  const stranger = connect(line.server.port, '127.0.0.1');
  t.after(() => stranger.destroy());
  await once(stranger, 'connect');
  const closed = once(stranger.resume(), 'close');
  stranger.write(Buffer.of(0x16));
  const { welcome } = await line.signUp('ana');
  assert.equal(welcome.name, 'ana');
  await closed;
});
