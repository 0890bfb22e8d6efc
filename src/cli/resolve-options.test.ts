import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { consoleCommand } from './console-command.ts';
import { CommandError } from './exit-codes.ts';
import { joinCommand } from './join-command.ts';
import type { ProcessEnvironment } from './process-environment.ts';
import { type Given, resolveOptions } from './resolve-options.ts';
import { serveCommand } from './serve-command.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'partyline-config-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function environment(variables: Record<string, string> = {}): ProcessEnvironment {
  return {
    variables,
    platform: 'linux',
    folder: '/place',
    home: () => '/home/ada',
    userName: () => 'Áda Lovelace',
    tell: () => {},
  };
}

function file(toml: string): string {
  const path = join(folder, 'line.toml');
  writeFileSync(path, toml);
  return path;
}

async function resolve(given: Given = {}, variables: Record<string, string> = {}) {
  const { options } = serveCommand;
  const { values, explicit } = await resolveOptions(options, given, environment(variables));
  return { ...values, explicit };
}

/** Asserts that resolving is refused with this exit code and sentence. */
async function refused(
  [given, variables]: [Given, Record<string, string>?],
  exitCode: number,
  message: string | RegExp,
): Promise<void> {
  await assert.rejects(resolve(given, variables), (error: unknown) => {
    assert.ok(error instanceof CommandError, String(error));
    assert.equal(error.exitCode, exitCode, error.message);
    if (typeof message === 'string') assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  });
}

test('without anything given the defaults hold and nothing is explicit', async () => {
  assert.deepEqual(await resolve(), {
    host: '0.0.0.0',
    port: 7278,
    strictPort: false,
    data: '/home/ada/.local/share/partyline/server',
    log: '/home/ada/.local/state/partyline/server.log',
    logLevel: 'info',
    logFormat: 'json',
    name: 'Partyline',
    operator: 'ada-lovelace',
    signUp: 'open',
    rooms: 'anyone',
    console: true,
    keep: undefined,
    keepSize: undefined,
    files: false,
    fileSize: 25e6,
    fileQuota: 2e9,
    fileAccountQuota: 500e6,
    fileDays: 90 * 86_400_000,
    backup: true,
    floodLimits: true,
    insecure: false,
    web: true,
    webHost: [],
    trustProxy: [],
    metrics: undefined,
    advertise: undefined,
    cluster: undefined,
    clusterName: 'partyline',
    clusterReplicas: undefined,
    clusterUser: undefined,
    clusterPasswordFile: undefined,
    clusterNkey: undefined,
    clusterCredentials: undefined,
    clusterCa: undefined,
    clusterCert: undefined,
    clusterKey: undefined,
    tlsCert: undefined,
    tlsKey: undefined,
    check: false,
    newIdentity: false,
    config: undefined,
    explicit: new Set(),
  });
});

/** For each option three other values than the default: as flag, as variable, in the file. */
const samples: Record<
  string,
  { flag: Given[string]; variable: string; toml: string; read: unknown[] }
> = {
  host: { flag: '::1', variable: '[::1]', toml: '"localhost"', read: ['::1', '::1', 'localhost'] },
  port: { flag: '0', variable: '1', toml: '65535', read: [0, 1, 65535] },
  strictPort: { flag: true, variable: 'yes', toml: 'true', read: [true, true, true] },
  data: {
    flag: 'd',
    variable: '~/d',
    toml: '"d"',
    read: ['/place/d', '/home/ada/d', '{folder}/d'],
  },
  log: { flag: '/l', variable: 'l', toml: '"../l"', read: ['/l', '/place/l', '{folder}/../l'] },
  logLevel: { flag: 'debug', variable: 'WARN', toml: '"error"', read: ['debug', 'warn', 'error'] },
  logFormat: { flag: 'TEXT', variable: 'json', toml: '"text"', read: ['text', 'json', 'text'] },
  name: { flag: 'A b', variable: ' B ', toml: '"C"', read: ['A b', 'B', 'C'] },
  operator: { flag: 'Ada', variable: 'bob', toml: '"eve"', read: ['ada', 'bob', 'eve'] },
  signUp: {
    flag: 'closed',
    variable: 'invite',
    toml: '"approve"',
    read: ['closed', 'invite', 'approve'],
  },
  rooms: {
    flag: 'operators',
    variable: 'OPERATORS',
    toml: '"operators"',
    read: ['operators', 'operators', 'operators'],
  },
  console: { flag: false, variable: 'off', toml: 'false', read: [false, false, false] },
  keep: {
    flag: '365d',
    variable: '1w',
    toml: '"2s"',
    read: [365 * 86_400_000, 604_800_000, 2_000],
  },
  keepSize: { flag: '2GB', variable: '10 mb', toml: '"1TB"', read: [2e9, 10e6, 1e12] },
  files: { flag: true, variable: 'on', toml: 'true', read: [true, true, true] },
  fileSize: { flag: '1MB', variable: '100kb', toml: '"2GB"', read: [1e6, 1e5, 2e9] },
  fileQuota: { flag: '1TB', variable: '7 mb', toml: '"2GB"', read: [1e12, 7e6, 2e9] },
  fileAccountQuota: { flag: '1TB', variable: '7MB', toml: '"2GB"', read: [1e12, 7e6, 2e9] },
  fileDays: {
    flag: '1',
    variable: '2',
    toml: '3',
    read: [86_400_000, 2 * 86_400_000, 3 * 86_400_000],
  },
  backup: { flag: false, variable: 'no', toml: 'false', read: [false, false, false] },
  floodLimits: { flag: false, variable: 'no', toml: 'false', read: [false, false, false] },
  insecure: { flag: true, variable: '1', toml: 'true', read: [true, true, true] },
  tlsCert: {
    flag: '/a/cert.pem',
    variable: '/b/cert.pem',
    toml: '"cert.pem"',
    read: ['/a/cert.pem', '/b/cert.pem', '{folder}/cert.pem'],
  },
  tlsKey: {
    flag: '/a/key.pem',
    variable: '/b/key.pem',
    toml: '"key.pem"',
    read: ['/a/key.pem', '/b/key.pem', '{folder}/key.pem'],
  },
  cluster: {
    flag: 'nats://a:1,nats://b',
    variable: 'tls://c:4222',
    toml: '"nats://[::1]:2"',
    read: [['nats://a:1', 'nats://b'], ['tls://c:4222'], ['nats://[::1]:2']],
  },
  clusterName: { flag: 'a', variable: 'b', toml: '"c"', read: ['a', 'b', 'c'] },
  clusterReplicas: { flag: '1', variable: '3', toml: '5', read: [1, 3, 5] },
  clusterUser: { flag: 'a', variable: 'b', toml: '"c"', read: ['a', 'b', 'c'] },
  clusterPasswordFile: {
    flag: '/a',
    variable: '/b',
    toml: '"c"',
    read: ['/a', '/b', '{folder}/c'],
  },
  clusterNkey: { flag: '/a', variable: '/b', toml: '"c"', read: ['/a', '/b', '{folder}/c'] },
  clusterCredentials: { flag: '/a', variable: '/b', toml: '"c"', read: ['/a', '/b', '{folder}/c'] },
  clusterCa: { flag: '/a', variable: '/b', toml: '"c"', read: ['/a', '/b', '{folder}/c'] },
  clusterCert: { flag: '/a', variable: '/b', toml: '"c"', read: ['/a', '/b', '{folder}/c'] },
  clusterKey: { flag: '/a', variable: '/b', toml: '"c"', read: ['/a', '/b', '{folder}/c'] },
  web: { flag: false, variable: 'on', toml: 'false', read: [false, true, false] },
  webHost: {
    flag: 'Chat.example',
    variable: 'a.example, b.example',
    toml: '"line"',
    read: [['chat.example'], ['a.example', 'b.example'], ['line']],
  },
  trustProxy: {
    flag: '::1',
    variable: '127.0.0.1,10.0.0.1',
    toml: '"192.0.2.1"',
    read: [['::1'], ['127.0.0.1', '10.0.0.1'], ['192.0.2.1']],
  },
  advertise: {
    flag: 'a.example:1',
    variable: '[::1]:2',
    toml: '"c.example"',
    read: [
      { host: 'a.example', port: 1 },
      { host: '::1', port: 2 },
      { host: 'c.example', port: 7278 },
    ],
  },
  metrics: {
    flag: '9278',
    variable: '[::1]:9279',
    toml: '"metrics.example:80"',
    read: [
      { host: '127.0.0.1', port: 9_278 },
      { host: '::1', port: 9_279 },
      { host: 'metrics.example', port: 80 },
    ],
  },
};

for (const [key, { key: name }] of Object.entries(serveCommand.options)) {
  if (name === undefined) continue;
  const variable = `PARTYLINE_${name.replaceAll('-', '_').toUpperCase()}`;
  const sample = samples[key];

  test(`${name}: the flag wins over ${variable}, which wins over the file`, async () => {
    assert.ok(sample, 'a sample for every option');
    const config = file(`${name} = ${sample.toml}\n`);
    const variables = { [variable]: sample.variable };
    const { resolve: absolute } = await import('node:path');
    const inFile = sample.read.map((value) =>
      typeof value === 'string' && value.startsWith('{folder}')
        ? absolute(value.replace('{folder}', folder))
        : value,
    );
    const results = [
      await resolve({ config, [key]: sample.flag }, variables),
      await resolve({ config }, variables),
      await resolve({ config }),
    ];
    assert.deepEqual(
      results.map((options) => options[key as keyof typeof options]),
      inFile,
    );
    for (const options of results) assert.deepEqual(options.explicit, new Set([key, 'config']));
  });
}

test('what is given explicitly counts as such even when it equals the default', async () => {
  const { explicit } = await resolve(
    { host: '0.0.0.0', signUp: 'open' },
    { PARTYLINE_PORT: '7278' },
  );
  assert.deepEqual(explicit, new Set(['host', 'port', 'signUp']));
});

test('an empty variable counts as missing', async () => {
  const { port, explicit } = await resolve({}, { PARTYLINE_PORT: '', PARTYLINE_CONFIG: '' });
  assert.deepEqual([port, explicit.size], [7278, 0]);
});

test('the address of another service is not taken for a port, and that is told', async () => {
  const told: string[] = [];
  const variables = {
    PARTYLINE_PORT: 'tcp://10.0.0.1:7278',
    PARTYLINE_STRICT_PORT: 'tcp://[fd00::1]:7278',
  };
  const of = { ...environment(variables), tell: (sentence: string) => told.push(sentence) };
  const { values, explicit } = await resolveOptions(serveCommand.options, {}, of);
  assert.deepEqual([values.port, values.strictPort, explicit.size], [7278, false, 0]);
  assert.deepEqual(
    told.map((sentence) => /^\S+ is passed over/.exec(sentence)?.[0]),
    [
      'PARTYLINE_PORT=tcp://10.0.0.1:7278 is passed over',
      'PARTYLINE_STRICT_PORT=tcp://[fd00::1]:7278 is passed over',
    ],
  );
  const config = file('port = 1');
  assert.equal((await resolve({ config }, variables)).port, 1);
  await refused([{}, { PARTYLINE_PORT: 'tcp://10.0.0.1' }], 78, /^PARTYLINE_PORT: .*is not a port/);
});

test('PARTYLINE_CONFIG names the file, and --config wins over it', async () => {
  const path = file('port = 1');
  const { port, config } = await resolve({}, { PARTYLINE_CONFIG: path });
  assert.deepEqual([port, config], [1, path]);
  assert.equal((await resolve({ config: path }, { PARTYLINE_CONFIG: '/nope' })).port, 1);
});

test('a switch that the file sets can be taken back by its flag', async () => {
  const config = file('insecure = true\nconsole = false');
  const { insecure, console } = await resolve({ config, insecure: false, console: true });
  assert.deepEqual([insecure, console], [false, true]);
});

test('the console finds the data folder in the same places', async () => {
  const config = file('data = "/from/file"\nport = "wrong, and not looked at"');
  const find = async (given: Given, variables = {}) => {
    const { options } = consoleCommand;
    return (await resolveOptions(options, given, environment(variables))).values.data;
  };
  assert.equal(await find({}), '/home/ada/.local/share/partyline/server');
  assert.equal(await find({ config }), '/from/file');
  assert.equal(await find({ config }, { PARTYLINE_DATA: '/from/variable' }), '/from/variable');
  assert.equal(await find({ config, data: 'flag' }, { PARTYLINE_DATA: '/v' }), '/place/flag');
});

describe('a wrong value is refused with its source', () => {
  test('of the command line, exit code 64', async () => {
    await refused(
      [{ port: '70000' }],
      64,
      '--port: 70000 is not a port: a port is a number from 0 to 65535.',
    );
    await refused([{ port: 'abc' }], 64, /^--port: abc is not a port/);
    await refused(
      [{ signUp: 'opne' }],
      64,
      '--sign-up: "opne" is not one of open, approve, invite, closed. Did you mean open?',
    );
    await refused(
      [{ logLevel: 'loud' }],
      64,
      '--log-level: "loud" is not one of debug, info, warn, error.',
    );
    await refused([{ data: ' ' }], 64, '--data: the value is empty.');
    await assert.rejects(resolveOptions(joinCommand.options, { address: '' }, environment()), {
      message: 'address: the value is empty.',
    });
    await refused(
      [{ host: 'a b' }],
      64,
      '--host: "a b" is not an address or name of this machine.',
    );
    await refused([{ operator: 'a b' }], 64, /^--operator: "a b" cannot be a name/);
    await refused([{ name: 'x'.repeat(65) }], 64, /^--name: "x+" cannot be the name of a line/);
    await refused([{ name: 'two\nlines' }], 64, /^--name: "two\\nlines" cannot be the name/);
  });

  test('of the environment where it is not UTF-8, exit code 65', async () => {
    await assert.rejects(resolve({}, { PARTYLINE_NAME: 'caf\u{fffd}' }), {
      message: /^Cannot read PARTYLINE_NAME: it is not UTF-8, and byte 4 is the first /,
    });
  });

  test('of the environment, exit code 78', async () => {
    await refused([{}, { PARTYLINE_PORT: '1e3' }], 78, /^PARTYLINE_PORT: 1e3 is not a port/);
    await refused(
      [{}, { PARTYLINE_INSECURE: 'maybe' }],
      78,
      'PARTYLINE_INSECURE: "maybe" is neither yes nor no.',
    );
  });

  test('of the file, with its key, exit code 78', async () => {
    const cases: [toml: string, key: string, sentence: string][] = [
      ['port = "7278"', 'port', '"7278" is not a port: write a number without quotes.'],
      ['port = 7278.5', 'port', '7278.5 is not a port: a port is a number from 0 to 65535.'],
      ['port = -1', 'port', '-1 is not a port: a port is a number from 0 to 65535.'],
      ['port = inf', 'port', 'Infinity is not a port: a port is a number from 0 to 65535.'],
      ['strict-port = "yes"', 'strict-port', '"yes" is neither true nor false, without quotes.'],
      ['data = 7', 'data', '7 is not a text: put it in quotes.'],
      ['name = 1979-05-27', 'name', '"1979-05-27" is not a text: put it in quotes.'],
      ['sign-up = ["open"]', 'sign-up', '["open"] is not a text: put it in quotes.'],
    ];
    for (const [toml, key, sentence] of cases) {
      const config = file(toml);
      await refused([{ config }], 78, `${config}, line 1, key ${key}: ${sentence}`);
    }
  });
});

describe('a file is refused', () => {
  test('when it is missing, exit code 66', async () => {
    const config = join(folder, 'none.toml');
    await refused(
      [{ config }],
      66,
      `Cannot read the configuration file ${config}: no such file or folder.`,
    );
  });

  test('when it is a folder, exit code 66', async () => {
    await refused([{ config: folder }], 66, /: it is a folder\.$/);
  });

  test('when it is not TOML, with line and column', async () => {
    const config = file('port = 1\nname = "open\n');
    await refused(
      [{ config }],
      78,
      new RegExp(`^${config}, line 2, column \\d+: this is not TOML: [^\\n]+\\.$`),
    );
  });

  test('when it is not UTF-8, with the place; a byte order mark is passed over', async () => {
    const config = file('\ufeffport = 1\r\n');
    assert.equal((await resolve({ config })).port, 1);
    writeFileSync(config, Buffer.from('name = "caf\xe9"\n', 'latin1'));
    await refused([{ config }], 78, /^Cannot read the configuration file .* byte 12 is the first /);
  });

  test('when it has an unknown key, with the nearest one', async () => {
    const config = file('strict_port = true');
    await refused(
      [{ config }],
      78,
      `${config}, line 1: "strict_port" is not a key of the configuration. Did you mean strict-port?`,
    );
  });

  test('when it has a key like no other, with all keys', async () => {
    const config = file('[server]\nport = 1');
    await refused(
      [{ config }],
      78,
      /"server" is not a key of the configuration\. The keys are host, port, strict-port, .*, metrics\.$/,
    );
  });

  test('when a key would reach the prototype', async () => {
    const config = file('__proto__ = { port = 1 }');
    await refused([{ config }], 78, /"__proto__" is not a key/);
  });
});
