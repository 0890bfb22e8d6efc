import assert from 'node:assert/strict';
import { hash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { connect, createSecureContext, TLSSocket } from 'node:tls';
import { channelBinding } from '../src/auth/binding.ts';
import { createCertificate } from '../src/wire/certificate.ts';
import {
  chooseBindingType,
  clearBindingTypes,
  tlsBindingTypes,
} from '../src/words/binding-type.ts';

const pair = createCertificate({ name: 'test', now: Date.now() });
const server = createServer().listen(0, '127.0.0.1').unref();
await once(server, 'listening');

/** Both ends of a TLS connection after its handshake. */
async function connection() {
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  const [raw] = await once(server, 'connection');
  const { certificate: cert, key } = pair;
  const secureContext = createSecureContext({ cert, key, minVersion: 'TLSv1.3' });
  const local = new TLSSocket(raw, { isServer: true, secureContext });
  await Promise.all([once(client, 'secureConnect'), once(local, 'secure')]);
  const close = () => {
    client.destroy();
    local.destroy();
  };
  return { client, local, close };
}

test('exports the same 32 bytes at both ends of a connection, and others on the next one', async () => {
  const one = await connection();
  const next = await connection();
  const atClient = channelBinding(one.client, 'tls-exporter');
  assert.equal(atClient.length, 32);
  assert.deepEqual(channelBinding(one.local, 'tls-exporter'), atClient);
  assert.notDeepEqual(channelBinding(next.client, 'tls-exporter'), atClient);
  one.close();
  next.close();
});

test('names the end point by the SHA-256 of its certificate, at both ends', async () => {
  const { client, local, close } = await connection();
  const der = new X509Certificate(pair.certificate).raw;
  const expected = hash('sha256', der, 'buffer');
  assert.deepEqual(channelBinding(client, 'tls-server-end-point'), expected);
  assert.deepEqual(channelBinding(local, 'tls-server-end-point', der), expected);
  assert.throws(() => channelBinding(local, 'tls-server-end-point'), /showed no certificate/);
  close();
});

test('has no bytes for a connection in clear text', async () => {
  const { client, close } = await connection();
  assert.equal(channelBinding(client, 'none').length, 0);
  close();
});

test('chooses the first type of its own that the peer offers, and none otherwise', () => {
  assert.equal(
    chooseBindingType(tlsBindingTypes, ['tls-server-end-point']),
    'tls-server-end-point',
  );
  assert.equal(
    chooseBindingType(tlsBindingTypes, ['none', 'tls-server-end-point', 'tls-exporter']),
    'tls-exporter',
  );
  assert.equal(chooseBindingType(tlsBindingTypes, ['none', 'unheard-of']), undefined);
  assert.equal(chooseBindingType(clearBindingTypes, ['tls-exporter', 'none']), 'none');
});
