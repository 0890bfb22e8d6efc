import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { connectToCluster } from './connection.ts';
import { NatsServer, noNatsServer } from './nats-server.fixture.ts';
import type { ClusterOptions } from './options.ts';

/** The NKey of an example in the documentation of NATS. */
const seed = 'SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY';
const publicKey = 'UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4';

const noOpenssl = spawnSync('openssl', ['version']).status !== 0 && 'openssl is not installed';

describe('a node goes to its nats-servers', { skip: noNatsServer || noOpenssl }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'partyline-cluster-'));
  const file = (name: string) => join(folder, name);
  let server: NatsServer;
  let secure: NatsServer;

  function write(name: string, text: string): string {
    writeFileSync(file(name), text, { mode: 0o600 });
    return file(name);
  }

  before(async () => {
    const request = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test
      -addext subjectAltName=IP:127.0.0.1 -keyout ${file('key')} -out ${file('cert')}`;
    assert.equal(spawnSync('openssl', request.split(/\s+/)).status, 0);
    const users = `{ user: ada, password: "secret" }, { nkey: ${publicKey} }`;
    server = new NatsServer(`authorization { users: [${users}] }`);
    secure = new NatsServer(
      `tls { cert_file: "${file('cert')}", key_file: "${file('key')}", ca_file: "${file('cert')}", verify: true }`,
    );
    await Promise.all([server.start(), secure.start()]);
  });
  after(async () => {
    await Promise.all([server.remove(), secure.remove()]);
    rmSync(folder, { recursive: true });
  });

  async function connects(options: ClusterOptions): Promise<void> {
    const connection = await connectToCluster(options, 'test');
    await connection.flush();
    await connection.close();
  }

  async function isRefused(options: ClusterOptions, words: RegExp): Promise<void> {
    await assert.rejects(connects(options), (error: Error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.message, words);
      return true;
    });
  }

  test('with the password of a user, which must be right and private', async () => {
    const servers = [server.url];
    const passwordFile = write('password', 'secret\n');
    await connects({ servers, user: 'ada', passwordFile });
    const wrong = write('wrong', 'guess');
    await isRefused({ servers, user: 'ada', passwordFile: wrong }, /does not let this node in/);
    await isRefused({ servers }, /does not let this node in/);
    const open = file('open');
    writeFileSync(open, 'secret', { mode: 0o644 });
    await isRefused({ servers, user: 'ada', passwordFile: open }, /Other users/);
    await isRefused({ servers, user: 'ada', passwordFile: file('none') }, /no such file/);
  });

  test('with the seed of an NKey', async () => {
    await connects({ servers: [server.url], nkeyFile: write('nkey', `${seed}\n`) });
  });

  test('with TLS, which it insists on where it was asked for', async () => {
    const servers = [secure.url.replace('nats:', 'tls:')];
    const certificates = { certificateFile: file('cert'), keyFile: file('key') };
    await connects({ servers, caFile: file('cert'), ...certificates });
    await isRefused({ servers, ...certificates }, /Cannot reach a nats-server .*self-signed/);
    await isRefused({ servers: [secure.url] }, /Cannot reach|does not let/);
    const clear = [server.url.replace('nats:', 'tls:')];
    await isRefused({ servers: clear, caFile: file('cert') }, /does not support 'tls'/);
  });
});
