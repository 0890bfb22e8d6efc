import assert from 'node:assert/strict';
import { chmodSync, chownSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, test } from 'node:test';
import { InputError } from '../../src/base/errors.ts';
import { startServer } from '../../src/server/server.ts';
import { parseAddress } from '../../src/wire/address.ts';
import { type Scope, scopeOf } from '../support/cleanup.ts';
import { partyline } from '../support/command.ts';
import { startProgram } from '../support/program.ts';
import { password, RawClient } from '../support/raw-client.ts';
import { newFolder, startLine } from '../support/started-line.ts';

const onPosix = { skip: process.platform === 'win32' };
const asRoot = { skip: process.geteuid?.() === 0 ? false : 'only root can give files away' };

/** Starts the command with a umask that takes nothing away; resolves when it says that it is ready. */
async function serveWithoutUmask(scope: Scope, ...options: string[]) {
  const home = newFolder(scope);
  const [data, log] = [join(home, 'data'), join(home, 'state', 'server.log')];
  const place = ['--port', '0', '--data', data, '--log', log];
  const words = ['serve', '--no-console', '--host', '127.0.0.1', ...place, ...options];
  const command = startProgram(
    scope,
    ['sh', '-c', 'umask 000; exec "$@"', 'sh', ...partyline(words)],
    { env: { HOME: home } },
  );
  const [, address = ''] = await command.until(/^ready (.+)$/m);
  return { command, data, log, address: parseAddress(address) };
}

/** Everything in a folder, itself included, with its kind and its permissions in octal. */
function modesIn(folder: string): Map<string, string> {
  const modes = new Map<string, string>();
  for (const path of ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    // SQLite makes and removes journals as it works.
    const found = statSync(join(folder, path), { throwIfNoEntry: false });
    if (found === undefined) continue;
    const mode = (found.mode & 0o777).toString(8);
    modes.set(path, found.isDirectory() ? `folder ${mode}` : `file ${mode}`);
  }
  return modes;
}

test(
  'keeps everything for its owner alone, whatever the umask, and tells its log no secret',
  onPosix,
  async (t) => {
    const scope = scopeOf((undo) => t.after(undo));
    const server = await serveWithoutUmask(scope, '--log-level', 'debug');
    const ann = await RawClient.connect(server.address);
    scope.after(() => ann.cut());
    const welcome = await ann.signUp('ann');
    ann.post('the cat is in the bag');
    await ann.until('posted');
    const bob = await RawClient.connect(server.address);
    scope.after(() => bob.cut());
    const wrong = 'wrong horse battery 79';
    await bob.startLogin('ann', wrong);
    bob.send({ type: 'login.cancel', id: 9 });
    await bob.refused('auth.failed');
    const other = 'Z'.repeat(43);
    ann.send({ type: 'who', id: 8, token: other });
    assert.equal((await ann.until('error')).code, 'auth.token');
    await ann.rest();
    const again = await RawClient.connect(server.address);
    scope.after(() => again.cut());
    const next = await again.resume(welcome);
    const assertPrivate = (folder: string) => {
      for (const [path, mode] of modesIn(folder)) {
        assert.ok(['folder 700', 'file 600'].includes(mode), `${path} is a ${mode}`);
      }
    };
    const files = [...modesIn(server.data).keys()];
    for (const file of ['login.key', 'tls.key', 'tls.cert', 'line.sqlite', 'line.sqlite-wal']) {
      assert.ok(files.includes(file), `${file} is there`);
    }
    assertPrivate(server.data);
    assertPrivate(join(server.log, '..'));
    server.command.signal('SIGTERM');
    assert.equal((await again.until('bye')).reason, 'server.stopping');
    again.cut();
    assert.equal((await server.command.ended()).code, 0);
    assertPrivate(server.data);

    const log = readFileSync(server.log, 'utf8');
    const events = log
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text));
    const failed = events.find(({ event }) => event === 'login.failed');
    assert.deepEqual(
      { ...failed, time: undefined, connection: undefined },
      {
        time: undefined,
        connection: undefined,
        level: 'warn',
        event: 'login.failed',
        code: 'auth.failed',
        name: 'ann',
        address: '127.0.0.1',
        reason: 'wrong password',
        failures: 1,
      },
    );
    const told = events.map(({ event }) => event);
    for (const event of [
      'server.listening',
      'connection.opened',
      'sign-up',
      'login',
      'token.refused',
      'connection.closed',
      'server.stopped',
    ]) {
      assert.ok(told.includes(event), `${event} is told`);
    }
    const secrets = [welcome.token, welcome.deviceToken, next.token, next.deviceToken, other];
    for (const secret of ['cat is in', password, wrong, ...secrets]) {
      assert.ok(secret !== null && !log.includes(secret), `${secret} is not told`);
    }
  },
);

test('tells its log no code, text, password or token', async (t) => {
  const scope = scopeOf((undo) => t.after(undo));
  const line = await startLine(scope, { signUp: 'invite' });
  const { operator } = line;
  const { code: invite } = await operator.invite();
  const { client: ann, welcome } = await line.signUp('ann', invite);
  const { code: reset } = await operator.reset('ann');
  const { client: bob } = await line.signUp('bob', (await operator.invite('bob')).code);
  await bob.say('a word to everybody');
  const opened = await line.connectLocally();
  await opened.loginLocally();
  await opened.say('hear, hear', { kind: 'announcement' });
  bob.post('a word to one', { room: '@ann' });
  await bob.until('posted');
  bob.send({ type: 'post', id: 1, token: bob.token, text: 'misplaced words' });
  bob.sendText('loose words, not JSON');
  await bob.rest();
  const used = await line.connect();
  used.startRegistration('cleo', invite);
  await used.refused('sign-up.code');
  const fresh = await line.connect();
  await fresh.register('ann', reset, 'a third horse battery 79');
  const renewed = await fresh.login('ann', 'a third horse battery 79');
  await ann.until('bye');
  const thief = await line.connect();
  thief.startResume({ ...renewed, deviceToken: welcome.deviceToken });
  await thief.refused('auth.resume');
  const log = JSON.stringify(line.log.events);
  const tokens = [welcome, renewed].flatMap(({ token, deviceToken }) => [token, deviceToken]);
  const words = ['a word to', 'e words', 'hear, hear', 'third horse', password];
  for (const secret of [...words, invite, reset, ...tokens]) {
    assert.ok(secret !== null && !log.includes(secret), `${secret} is not told`);
  }
});

describe('keys', () => {
  for (const file of ['login.key', 'tls.key']) {
    it(`that others can read keep the server from starting: ${file}`, onPosix, async (t) => {
      const scope = scopeOf((undo) => t.after(undo));
      const dataFolder = newFolder(scope);
      const first = await startLine(scope, { dataFolder });
      await first.server.stop();
      const path = join(dataFolder, file);
      for (const mode of [0o640, 0o604, 0o666]) {
        chmodSync(path, mode);
        await assert.rejects(startServer({ dataFolder, host: '127.0.0.1', port: 0 }), (error) => {
          assert.ok(error instanceof InputError);
          assert.ok(error.message.includes(path), error.message);
          assert.match(error.message, /chmod 600/);
          return true;
        });
      }
      chmodSync(path, 0o600);
      const again = await startLine(scope, { dataFolder });
      assert.equal(again.server.fingerprint, first.server.fingerprint);
    });
  }

  for (const file of ['login.key', 'tls.key', 'tls.cert', 'line.sqlite', '.']) {
    it(
      `of another user keep the server from starting, and stay theirs: ${file}`,
      asRoot,
      async (t) => {
        const scope = scopeOf((undo) => t.after(undo));
        const dataFolder = newFolder(scope);
        await (await startLine(scope, { dataFolder })).server.stop();
        const path = join(dataFolder, file);
        const mode = file === '.' ? 0o755 : 0o400;
        chmodSync(path, mode);
        chownSync(path, 65_534, 65_534);
        await assert.rejects(startServer({ dataFolder, host: '127.0.0.1', port: 0 }), (error) => {
          assert.ok(error instanceof InputError, String(error));
          assert.match(error.message, /belongs to another user .*uid 65534.*chown 0 /);
          return true;
        });
        assert.equal(statSync(path).mode & 0o777, mode);
      },
    );
  }

  for (const file of ['login.key', 'tls.key', 'tls.cert']) {
    it(`that are damaged keep the server from starting, and stay as they are: ${file}`, async (t) => {
      const scope = scopeOf((undo) => t.after(undo));
      const dataFolder = newFolder(scope);
      await (await startLine(scope, { dataFolder })).server.stop();
      const path = join(dataFolder, file);
      writeFileSync(path, 'damaged');
      await assert.rejects(startServer({ dataFolder, host: '127.0.0.1', port: 0 }), (error) => {
        assert.ok(error instanceof InputError, String(error));
        assert.ok(error.message.includes(path), error.message);
        return true;
      });
      assert.equal(readFileSync(path, 'utf8'), 'damaged');
    });
  }
});
