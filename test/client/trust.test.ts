import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { connect } from '../../src/client/connect.ts';
import { TrustError } from '../../src/client/core/failures.ts';
import { MemoryProfile } from '../../src/client/core/profile.ts';
import { formatAddress } from '../../src/wire/address.ts';
import { createCertificate, wholeFingerprintOf } from '../../src/wire/certificate.ts';
import {
  checkPassword,
  greet,
  scriptedAccount,
  startScriptedServer,
  welcome,
} from '../support/scripted-server.ts';
import { credentialsOf, joinAs, password } from '../support/test-client.ts';
import { runServer, temporaryFolder } from '../support/test-server.ts';
import { startTlsRelay } from '../support/tls-relay.ts';

/** A server where ann has an account, and a relay in front of it that shows its own certificate. */
async function relayed(test: Parameters<typeof runServer>[0]) {
  const { server, address, operator } = await runServer(test);
  const profile = new MemoryProfile();
  const first = joinAs({ address, profile });
  await first.next('welcome');
  await first.line.close();
  const relay = await startTlsRelay(address);
  test.after(() => relay.close());
  // The person means the same server; the way to it leads through the relay.
  const { fingerprint, ...place } = address;
  const meant = formatAddress({ host: place.host, port: place.port, clear: false });
  const entry = profile.open(meant);
  const memory = entry.memory;
  entry.release();
  const throughRelay = { host: '127.0.0.1', port: relay.port, clear: false };
  const known = profile.open(formatAddress(throughRelay));
  known.save(memory);
  known.release();
  return { server, operator, address, fingerprint, relay, profile, throughRelay, memory };
}

describe('somebody in the middle with a certificate of their own', () => {
  it('never sees a token when a known device comes back, and the person is told', async (test) => {
    const { relay, profile, throughRelay, memory } = await relayed(test);
    const credentials = credentialsOf('ann');
    const client = joinAs({ address: throughRelay, profile, credentials });
    const { reason, error } = await client.closed;
    assert.equal(reason, 'intercepted');
    assert.match(String(error?.message), /between you and the server/);
    assert.deepEqual(credentials.asked, ['password key-changed 1']);
    const seen = Buffer.concat([relay.fromClients, relay.fromServer]).toString();
    assert.match(seen, /login\.finish/, 'the login went through the relay to its end');
    assert.doesNotMatch(seen, /"resume"|"welcome"|"token"|deviceToken/);
    assert.ok(!seen.includes(memory.session?.deviceToken ?? '?'));
    assert.ok(!seen.includes(password));
  });

  it('never sees a token at a first login, and does not become trusted', async (test) => {
    const { relay, throughRelay } = await relayed(test);
    const profile = new MemoryProfile();
    const client = joinAs({ address: throughRelay, profile });
    assert.equal((await client.closed).reason, 'intercepted');
    assert.doesNotMatch(relay.fromServer.toString(), /"welcome"|"token"/);
    assert.equal(profile.open(formatAddress(throughRelay)).memory.pin, undefined);
    assert.equal(profile.lastUsed(), undefined);
  });

  it('is not told a new password where the certificate was known', async (test) => {
    const { operator, relay, profile, throughRelay } = await relayed(test);
    const { code } = await operator.reset('ann');
    const client = joinAs({ address: { ...throughRelay, reset: code }, profile });
    const { reason, error } = await client.closed;
    assert.equal(reason, 'intercepted');
    assert.match(String(error?.message), /not the one it had before/);
    assert.doesNotMatch(relay.fromClients.toString(), /register/);
    assert.ok(!relay.fromClients.toString().includes(code));
  });

  it('gets not one message when the address names the fingerprint', async (test) => {
    const { relay, throughRelay, fingerprint } = await relayed(test);
    const client = joinAs({ address: { ...throughRelay, fingerprint: fingerprint as string } });
    const { reason, error } = await client.closed;
    assert.equal(reason, 'fingerprint');
    assert.match(String(error?.message), /Nothing was sent/);
    assert.ok(error instanceof TrustError);
    assert.equal(relay.fromClients.length, 0);
  });
});

describe('a server whose certificate was renewed for the same key', () => {
  it('is the same to a session, an address and an app token', async (test) => {
    const dataFolder = temporaryFolder();
    const { server, address } = await runServer(test, { dataFolder });
    const profile = new MemoryProfile();
    const before = joinAs({ address, profile });
    await before.next('welcome');
    const request = { name: 'ci', read: true, write: true };
    const { token } = await before.line.account.createToken(request);
    await before.line.close();
    await server.stop();
    const [key, certificate] = [join(dataFolder, 'tls.key'), join(dataFolder, 'tls.cert')];
    const first = readFileSync(certificate, 'utf8');
    writeFileSync(
      certificate,
      createCertificate({ name: 'renewed', now: Date.now(), key: readFileSync(key, 'utf8') })
        .certificate,
    );
    assert.notEqual(readFileSync(certificate, 'utf8'), first);
    const again = await runServer(test, { dataFolder, port: address.port });
    assert.deepEqual(again.address, address);
    const after = joinAs({ address, profile });
    assert.equal((await after.next('welcome')).resumed, true);
    await after.line.close();
    const program = await connect({ address: formatAddress(address), token });
    assert.equal(program.name, 'ann');
    await program.close();
  });

  it('was known by its whole certificate before: such a pin is good, and is replaced', async (test) => {
    const dataFolder = temporaryFolder();
    const { address } = await runServer(test, { dataFolder });
    const profile = new MemoryProfile();
    const first = joinAs({ address, profile });
    await first.next('welcome');
    await first.line.close();
    const certificate = new X509Certificate(readFileSync(join(dataFolder, 'tls.cert')));
    const pin = wholeFingerprintOf(certificate.raw);
    const { host, port, clear } = address;
    const place = formatAddress({ host, port, clear });
    const entry = profile.open(place);
    assert.notEqual(entry.memory.pin, pin);
    entry.save({ ...entry.memory, pin });
    entry.release();
    const again = joinAs({ address: { ...address, fingerprint: pin }, profile });
    assert.equal((await again.next('welcome')).resumed, true);
    await again.line.close();
    assert.equal(profile.open(place).memory.pin, address.fingerprint);
  });
});

describe('a server whose key has changed', () => {
  it('is trusted again once the password has proved that it is the same', async (test) => {
    const { address } = await runServer(test);
    const profile = new MemoryProfile();
    const first = joinAs({ address, profile });
    await first.next('welcome');
    await first.line.close();
    const { host, port, clear } = address;
    const key = formatAddress({ host, port, clear });
    const entry = profile.open(key);
    entry.save({ ...entry.memory, pin: 'x'.repeat(43) });
    entry.release();
    const credentials = credentialsOf('ann');
    const client = joinAs({ address: { host, port, clear }, profile, credentials });
    const { resumed } = await client.next('welcome');
    assert.equal(resumed, false);
    assert.deepEqual(credentials.asked, ['password key-changed 1']);
    assert.deepEqual(
      client.notices.map(({ code }) => code),
      ['key-changed'],
    );
    await client.line.close();
    assert.equal(profile.open(key).memory.pin, address.fingerprint);
  });
});

describe('a server that can be bound to by its certificate alone', () => {
  it('is logged in to', async (test) => {
    const account = await scriptedAccount(password);
    const server = await startScriptedServer(async (peer) => {
      const bindings = ['tls-server-end-point'] as const;
      const hellos = await greet(peer, {
        serverId: account.keys.serverId,
        bindings: [...bindings],
      });
      const { id, proof } = await checkPassword(peer, account, hellos);
      await peer.send(welcome(id, { proof }));
      await peer.gone();
    });
    test.after(() => server.close());
    const client = joinAs({ address: server.address, profile: new MemoryProfile() });
    await client.next('welcome');
    client.line.abort();
    await client.closed;
    assert.deepEqual(await server.failures(), []);
  });
});

describe('a server that cannot prove that it knows the account', () => {
  it('is left although it says welcome', async (test) => {
    const account = await scriptedAccount(password);
    const server = await startScriptedServer(async (peer) => {
      const hellos = await greet(peer, { serverId: account.keys.serverId });
      const { id } = await checkPassword(peer, account, hellos);
      await peer.send(welcome(id, { proof: 'A'.repeat(43) }));
    });
    test.after(() => server.close());
    const profile = new MemoryProfile();
    const { closed, states } = joinAs({ address: server.address, profile });
    assert.equal((await closed).reason, 'intercepted');
    assert.ok(!states.includes('online'));
    assert.equal(profile.lastUsed(), undefined);
    assert.deepEqual(await server.failures(), []);
  });

  it('is left when its welcome has no proof at all', async (test) => {
    const account = await scriptedAccount(password);
    const server = await startScriptedServer(async (peer) => {
      const hellos = await greet(peer, { serverId: account.keys.serverId });
      const { id } = await checkPassword(peer, account, hellos);
      await peer.send(welcome(id, { proof: null }));
    });
    test.after(() => server.close());
    assert.equal((await joinAs({ address: server.address }).closed).reason, 'intercepted');
  });

  it('is not sent anything made from the password when it wants it stretched too little', async (test) => {
    const account = await scriptedAccount(password);
    const server = await startScriptedServer(async (peer) => {
      const stretching = { iterations: 1, memory: 8, parallelism: 1 };
      const hellos = await greet(peer, { serverId: account.keys.serverId, stretching });
      await checkPassword(peer, account, hellos);
    });
    test.after(() => server.close());
    const { reason, error } = await joinAs({ address: server.address }).closed;
    assert.equal(reason, 'failed');
    assert.match(String(error?.message), /stretch the password/);
    const [failure] = await server.failures();
    assert.match(String(failure?.message), /hung up where "login.finish"/);
  });
});
