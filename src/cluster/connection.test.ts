import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server as NetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DeniedError, InputError, UnreachableError } from '../base/errors.ts';
import { connectToCluster } from './connection.ts';
import { jetStreamOf } from './line-stream.ts';
import { NatsAccount } from './nats-credentials.fixture.ts';
import { NatsServer, noNatsServer } from './nats-server.fixture.ts';
import type { ClusterOptions } from './options.ts';
import { assertRights } from './rights.ts';

/** The NKey of an example in the documentation of NATS. */
const seed = 'SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY';
const publicKey = 'UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4';

const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

const noOpenssl = spawnSync('openssl', ['version']).status !== 0 && 'openssl is not installed';

/** As much of a nats-server as answers each question with one refusal of JetStream. */
async function startRefusing(refusal: object): Promise<NetServer> {
  const hello = { version: '2.10.0', proto: 1, headers: true };
  const answer = JSON.stringify({ error: refusal });
  const server = createServer((socket) => {
    socket.write(`INFO ${JSON.stringify({ ...hello, max_payload: 1024 * 1024 })}\r\n`);
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const [verb = '', , replyTo = ''] of text.split('\r\n').map((line) => line.split(' '))) {
        if (verb === 'PING') socket.write('PONG\r\n');
        if (verb === 'PUB') socket.write(`MSG ${replyTo} 1 ${answer.length}\r\n${answer}\r\n`);
      }
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

test('nats-servers that have nobody who leads them may be asked later', async (t) => {
  const description = 'JetStream system temporarily unavailable';
  const server = await startRefusing({ code: 503, err_code: 10_008, description });
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const connection = await connectToCluster({ servers: [`nats://127.0.0.1:${port}`] }, 'test');
  t.after(() => connection.close());
  const refusal = { name: 'UnreachableError', message: /do not answer .*unavailable.*: too few/ };
  await assert.rejects(jetStreamOf(connection), refusal);
});

describe('a node goes to its nats-servers', { skip: noNatsServer || noOpenssl }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'partyline-cluster-'));
  const file = (name: string) => join(folder, name);
  let server: NatsServer;
  let secure: NatsServer;
  let entrusted: NatsServer;
  const account = new NatsAccount();

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
    entrusted = new NatsServer(account.configuration);
    await Promise.all([server.start(), secure.start(), entrusted.start()]);
  });
  after(async () => {
    await Promise.all([server.remove(), secure.remove(), entrusted.remove()]);
    rmSync(folder, { recursive: true });
  });

  async function connects(options: ClusterOptions): Promise<void> {
    const connection = await connectToCluster(options, 'test');
    await connection.flush();
    await connection.close();
  }

  async function isRefused(
    options: ClusterOptions,
    words: RegExp,
    Class: typeof InputError = InputError,
  ): Promise<void> {
    await assert.rejects(connects(options), (error: Error) => {
      assert.equal(error.name, Class.name, error.message);
      assert.match(error.message, words);
      return true;
    });
  }

  test('with the password of a user, which must be right and private', async () => {
    const servers = [server.url];
    const passwordFile = write('password', 'secret\n');
    await connects({ servers, user: 'ada', passwordFile });
    const wrong = write('wrong', 'guess');
    const refusal = /does not let this node in .*: look at the user and password/;
    await isRefused({ servers, user: 'ada', passwordFile: wrong }, refusal, DeniedError);
    await isRefused({ servers }, refusal, DeniedError);
    const empty = write('empty', '\n');
    await isRefused({ servers, user: 'ada', passwordFile: empty }, /empty: it has no password/);
    const open = file('open');
    writeFileSync(open, 'secret', { mode: 0o644 });
    await isRefused({ servers, user: 'ada', passwordFile: open }, /Other users/);
    await isRefused({ servers, user: 'ada', passwordFile: file('none') }, /no such file/);
  });

  test('with the seed of an NKey', async () => {
    const servers = [server.url];
    await connects({ servers, nkeyFile: write('nkey', `${seed}\n`) });
    const damaged = write('damaged', `${seed.slice(0, -1)}A`);
    await isRefused(
      { servers, nkeyFile: damaged },
      /damaged: it does not hold the seed of an NKey/,
    );
  });

  test('with credentials, which must be of an account there', async () => {
    const servers = [entrusted.url];
    const credentialsFile = write('right', account.credentials());
    await connects({ servers, credentialsFile });
    const refusal = /does not let this node in .*the credentials that it shows/;
    const others = write('others', new NatsAccount().credentials());
    await isRefused({ servers, credentialsFile: others }, refusal, DeniedError);
    await isRefused({ servers }, refusal, DeniedError);
    const damaged = write('damaged', account.credentials().slice(0, 400));
    const fault = /damaged: it does not hold credentials as nsc makes them\. Name another/;
    await isRefused({ servers, credentialsFile: damaged }, fault);
  });

  test('as a user who may do there what a node does', async () => {
    const servers = [entrusted.url];
    const rights = ['partyline.>', '$JS.API.>', '_INBOX.>'];
    const reach = async (publish: readonly string[], subscribe: readonly string[]) => {
      const credentialsFile = write('some', account.credentials({ publish, subscribe }));
      const connection = await connectToCluster({ servers, credentialsFile }, 'test');
      try {
        await jetStreamOf(connection);
        await assertRights(connection);
      } finally {
        await connection.close();
      }
    };
    await reach(rights, rights);
    const without = (missing: string) => rights.filter((subject) => subject !== missing);
    const refusal = { name: 'DeniedError', message: /needs the subjects .*NAME\.>/ };
    await assert.rejects(reach(without('$JS.API.>'), rights), refusal);
    for (const missing of ['partyline.>', '_INBOX.>']) {
      await assert.rejects(reach(rights, without(missing)), refusal);
    }
    await assert.rejects(reach(without('partyline.>'), rights), refusal);
  });

  test('with TLS, which it insists on where it was asked for', async () => {
    const servers = [secure.url.replace('nats:', 'tls:')];
    const certificates = { certificateFile: file('cert'), keyFile: file('key') };
    await connects({ servers, caFile: file('cert'), ...certificates });
    await isRefused({ servers, ...certificates }, /Cannot trust .*--cluster-ca/, UnreachableError);
    await isRefused({ servers: [secure.url] }, /it wants TLS\. Write tls:\/\//);
    const clear = [server.url.replace('nats:', 'tls:')];
    const words = /does not support 'tls'.* See that one runs there, that it speaks TLS/;
    await isRefused({ servers: clear, caFile: file('cert') }, words, UnreachableError);
    const damaged = write('damaged', 'no certificate');
    await isRefused({ servers, caFile: damaged }, /damaged: it does not hold a certificate in PEM/);
    const mixed = { ...certificates, keyFile: write('another', otherKey) };
    await isRefused({ servers, ...mixed }, /another: it does not hold the key .* to .*cert/);
  });
});
