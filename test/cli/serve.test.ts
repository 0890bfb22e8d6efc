import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { after, describe, test } from 'node:test';
import { parseAddress } from '../../src/wire/address.ts';
import { scopeOf } from '../support/cleanup.ts';
import { loopback, Person, type Serving, serve, untilFileHas } from '../support/command.ts';
import { RawClient } from '../support/raw-client.ts';

/** A refused command: its exit code, and one sentence on standard error alone. */
async function refused(person: Person, words: string[], code: number, sentence: RegExp) {
  const finished = await person.run(words);
  assert.deepEqual([finished.code, finished.output], [code, ''], finished.errors);
  assert.match(finished.errors, sentence);
  assert.doesNotMatch(finished.errors, /^\s+at |Error:/m);
}

/** Looks until the condition holds. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((next) => setTimeout(next, 10));
}

async function busyPort(scope: { after(undo: () => unknown): void }): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  scope.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe('serve on pipes', { concurrency: 4 }, () => {
  const scope = scopeOf(after);

  test('asks nothing, tells where everything is, and ends with a line for scripts', async () => {
    const person = new Person(scope);
    const { command, address, port } = await serve(person, '--name', 'Night shift');
    const [, fingerprint] = address.split('#');
    assert.deepEqual(command.output.trimEnd().split('\n'), [
      `Night shift listens on 127.0.0.1 port ${port}.`,
      `Key fingerprint: ${fingerprint}`,
      `Data: ${person.path('.local/share/partyline/server')}`,
      `Log: ${person.path('.local/state/partyline/server.log')}`,
      'Sign-up is open: whoever can reach this server may make an account.',
      `Join with: partyline join '${address}'`,
      `ready ${address}`,
    ]);
    assert.equal(command.errors, '');
    assert.equal(address, `partyline://127.0.0.1:${port}#${fingerprint}`);
    const modes = ['data', 'log'].map((what) => {
      const path = what === 'data' ? 'share/partyline/server' : 'state/partyline/server.log';
      return (statSync(person.path('.local', path)).mode & 0o777).toString(8);
    });
    assert.deepEqual(modes, ['700', '600']);
  });

  test('checks what it would be started with, and starts nothing', async () => {
    const person = new Person(scope);
    const fine = await person.run(['serve', '--check']);
    assert.equal(fine.code, 0, fine.errors);
    assert.match(fine.output, /^A new line in \S+ can be served with this configuration\.\n$/);
    assert.ok(!existsSync(person.path('.local')));
    const serving = await serve(person);
    const running = await person.run(['serve', '--check']);
    assert.match(
      running.output,
      /^The line in .* Its certificate is good until \d{4}-\d\d-\d\d\.\n$/,
    );
    chmodSync(person.path('.local/share/partyline/server/tls.key'), 0o644);
    await refused(
      person,
      ['serve', '--check'],
      64,
      /^Other users .* can use .*tls\.key.* Run: chmod/,
    );
    await refused(
      person,
      ['serve', '--check', '--tls-cert', 'c'],
      78,
      /give --tls-key as well\.$/m,
    );
    serving.command.signal('SIGTERM');
    await serving.command.ended();
  });

  test('takes the next port when one is busy, and says which and why', async () => {
    const port = await busyPort(scope);
    const serving = await serve(new Person(scope), '--host', '127.0.0.1', '--port', String(port));
    assert.notEqual(serving.port, port);
    assert.match(
      serving.command.output,
      new RegExp(
        `^Ports? ${port} .*in use by another program; the server takes ${serving.port} instead\\.$`,
        'm',
      ),
    );
  });

  test('ends with 69 and the port when it is busy and no other will do', async () => {
    const port = await busyPort(scope);
    const words = ['serve', '--host', '127.0.0.1', '--port', String(port), '--strict-port'];
    await refused(new Person(scope), words, 69, new RegExp(`port ${port}: another program`));
  });

  test('refuses a second server on the data of a running one, which goes on', async () => {
    const person = new Person(scope);
    const { address } = await serve(person);
    const words = ['serve', '--no-console', ...loopback, '--log', person.path('second.log')];
    await refused(person, words, 64, /^Another server \(process \d+\) is using the data folder /);
    const password = person.file('password', 'a lamp for tests 1\n');
    const joining = ['join', address, '--name', 'ana', '--password-file', password];
    assert.equal((await person.run(joining)).code, 0);
  });

  test('takes flags before the environment, that before the file, that before defaults', async () => {
    const person = new Person(scope);
    const config = person.file(
      'line.toml',
      'host = "127.0.0.1"\nport = 0\nname = "From file"\nsign-up = "invite"\noperator = "fay"\nconsole = false\n',
    );
    const environment = { PARTYLINE_NAME: 'From environment', PARTYLINE_SIGN_UP: 'approve' };
    const words = ['serve', '--config', config, '--sign-up', 'closed'];
    const command = person.start(words, environment);
    await command.until(/^ready /m);
    assert.match(command.output, /^From environment listens on 127\.0\.0\.1 port \d+\.$/m);
    assert.match(command.output, /^Sign-up is closed: nobody new can join\.$/m);
  });

  test('speaks clear text only when told so, and says it', async () => {
    const { command, address } = await serve(new Person(scope), '--insecure');
    assert.match(address, /^partyline\+clear:\/\/127\.0\.0\.1:\d+$/);
    assert.match(command.output, /port \d+, in clear text\.$/m);
    assert.doesNotMatch(command.output, /fingerprint/);
  });

  test('keeps the operator, the sign-up mode and the certificate for the next start', async () => {
    const person = new Person(scope);
    const first = await serve(person, '--operator', 'opal', '--sign-up', 'closed');
    first.command.signal('SIGTERM');
    await first.command.ended();
    const second = await serve(person);
    assert.equal(second.address.split('#')[1], first.address.split('#')[1]);
    assert.match(second.command.output, /^Sign-up is closed/m);
    const { output } = await person.run(['console'], '/accounts\n');
    assert.match(output, /^ {2}opal operator, since/m);
  });

  const wrong: [words: string[], code: number, sentence: RegExp][] = [
    [['--port', '70000'], 64, /^--port: 70000 is not a port: a port is a number from 0 to 65535\./],
    [['--port', 'abc'], 64, /^--port: abc is not a port/],
    [['--prot', '1'], 64, /^Unknown option '--prot'\.\n\(Did you mean --port\?\)/],
    [['extra'], 64, /^Too many arguments/],
    [['--sign-up', 'opne'], 64, /Did you mean open\?/],
    [['--operator', 'a b'], 64, /^--operator: "a b" cannot be a name/],
    [['--config', '/nonexistent.toml'], 66, /^Cannot read the configuration file \/nonexistent/],
    [['--host', '192.0.2.7', '--port', '0'], 64, /this machine does not have that address/],
    [['--host', 'nosuch.invalid', '--port', '0'], 64, /^Cannot listen on nosuch\.invalid/],
    [['--log', '/dev/null/x', '--port', '0'], 73, /^Cannot make the folder \/dev\/null/],
  ];
  for (const [words, code, sentence] of wrong) {
    test(`refuses ${words.join(' ')} with a sentence and exit code ${code}`, () =>
      refused(new Person(scope), ['serve', ...words], code, sentence));
  }

  test('writes its log to standard output when told so', async () => {
    const { command, port } = await serve(new Person(scope), '--log', '-');
    const lines = command.output.split('\n').slice(0, -1);
    const events = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    assert.ok(lines.includes('Log: standard output'), command.output);
    assert.equal(events.find(({ event }) => event === 'server.listening')?.port, port);
    command.signal('SIGHUP');
    command.signal('SIGTERM');
    const { code, output } = await command.ended();
    assert.deepEqual([code, /"server\.stopped"/.test(output)], [0, true]);
  });

  test('does not wait for somebody to read the pipe that its log goes to', async () => {
    const person = new Person(scope);
    const pipe = person.path('pipe');
    execFileSync('mkfifo', [pipe]);
    const words = ['serve', '--no-console', ...loopback, '--log', pipe];
    await refused(person, words, 73, /^Cannot open \S+pipe for writing: nobody reads from it\.$/m);
  });

  test('ends when its data folder is taken away, and says so', async () => {
    const person = new Person(scope);
    const { command } = await serve(person);
    const folder = person.path('.local/share/partyline/server');
    renameSync(folder, `${folder}-elsewhere`);
    const { code, errors } = await command.ended();
    assert.equal(code, 70);
    assert.match(
      errors,
      /^The server had to stop: its data folder \S+ was removed or moved away\. All acknowledged messages are in the files that it had: .+\n$/,
    );
  });

  test('refuses keys that others can read, and says which file', async () => {
    const person = new Person(scope);
    const { command } = await serve(person);
    command.signal('SIGTERM');
    await command.ended();
    const folder = person.path('.local/share/partyline/server');
    const key = readdirSync(folder).find((name) => /key/.test(name));
    assert.ok(key, readdirSync(folder).join());
    chmodSync(`${folder}/${key}`, 0o644);
    const words = ['serve', '--no-console', ...loopback];
    const { code, errors } = await person.run(words);
    assert.notEqual(code, 0);
    assert.ok(errors.includes(`${folder}/${key}`), errors);
    assert.match(errors, /chmod/);
  });
});

describe('a server that is told to end', { concurrency: 2 }, () => {
  const scope = scopeOf(after);

  /** A server with somebody who has joined on a pipe. */
  async function withMember() {
    const person = new Person(scope);
    const serving = await serve(person);
    const password = person.file('password', 'a lamp for tests 1\n');
    const words = ['join', serving.address, '--name', 'ana', '--password-file', password];
    const member = person.start(words);
    await member.untilErrors(/^Welcome, ana\./m);
    return { person, serving, member };
  }

  const logOf = (person: Person, file = 'server.log') =>
    readFileSync(person.path('.local/state/partyline', file), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`by ${signal} tells its clients, logs it, and ends with 0 within five seconds`, async () => {
      const { person, serving, member } = await withMember();
      const begin = performance.now();
      serving.command.signal(signal);
      assert.equal((await serving.command.ended()).code, 0);
      assert.ok(performance.now() - begin < 5_000);
      await member.untilErrors(/The server is stopping\./);
      assert.equal(logOf(person).at(-1)?.event, 'server.stopped');
      assert.equal(existsSync(person.path('.local/share/partyline/server/console.sock')), false);
    });
  }

  test('by a second SIGINT ends at once, whoever still holds the first one up', async () => {
    const { person, serving } = await withMember();
    // It never reads, so it does not notice that the server hangs up.
    const holdingUp = await RawClient.connect(parseAddress(serving.address));
    scope.after(() => holdingUp.cut());
    serving.command.signal('SIGINT');
    await until(() => logOf(person).some(({ event }) => event === 'server.stopping'));
    serving.command.signal('SIGINT');
    assert.equal((await serving.command.ended()).code, 130);
    assert.ok(logOf(person).every(({ event }) => event !== 'server.stopped'));
  });

  test('by SIGHUP goes on, with a new log file in the place of the one moved away', async () => {
    const { person, serving, member } = await withMember();
    const log = person.path('.local/state/partyline/server.log');
    renameSync(log, `${log}.moved`);
    serving.command.signal('SIGHUP');
    member.write('after the log was moved\n');
    await member.until(/after the log was moved/);
    member.endInput();
    assert.equal((await member.ended()).code, 0);
    await stop(serving);
    assert.ok(logOf(person).some(({ event }) => event === 'connection.closed'));
    assert.ok(logOf(person, 'server.log.moved').some(({ event }) => event === 'server.listening'));
    assert.equal(statSync(log).mode & 0o777, 0o600);
  });

  test('by SIGHUP takes over what can change, and says what has to wait or why nothing does', async () => {
    const person = new Person(scope);
    const config = person.file('line.toml', 'name = "Before"\n');
    const serving = await serve(person, '--config', config);
    const log = person.path('.local/state/partyline/server.log');
    const after = async (text: string, event: string) => {
      person.file('line.toml', text);
      serving.command.signal('SIGHUP');
      await untilFileHas(log, new RegExp(event));
      return logOf(person).findLast((told) => told.event === event);
    };
    const refused = await after('nam = "After"\n', 'configuration.refused');
    assert.match(String(refused?.reason), /"nam" is not a key of the configuration\. Did you mean/);
    const taken = await after(
      'name = "After"\nstrict-port = true\nlog-level = "debug"\n',
      'configuration.reloaded',
    );
    assert.deepEqual([taken?.changed, taken?.needStart], [['name', 'log-level'], ['strict-port']]);
    const { output } = await person.run(['status', '--json']);
    assert.equal(JSON.parse(output).name, 'After');
    await untilFileHas(log, /"level":"debug"/);
    await stop(serving);
  });

  async function stop({ command }: Serving): Promise<void> {
    command.signal('SIGTERM');
    await command.ended();
  }
});
