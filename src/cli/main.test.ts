import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const mainFile = join(import.meta.dirname, 'main.ts');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

async function partyline(
  args: readonly string[],
  nodeArgs: readonly string[] = [],
): Promise<Ended> {
  const child = spawn(process.execPath, [...nodeArgs, mainFile, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let error = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    error += text;
  });
  const [code] = await once(child, 'close');
  assert.doesNotMatch(error, /^\s+at .*:\d+:\d+/m, 'no stack trace');
  return { code, out, error };
}

test('--version is the version of the package and nothing else', async () => {
  const { version } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
  );
  for (const flag of ['--version', '-V']) {
    assert.deepEqual(await partyline([flag]), { code: 0, out: `${version}\n`, error: '' });
  }
});

test('--version loads no other file of ours and no package', async () => {
  const trace =
    'data:text/javascript,import{registerHooks}from"node:module";' +
    'registerHooks({load(url,c,n){if(url.startsWith("file:"))process.stderr.write(url+"\\n");return n(url,c)}})';
  const { error } = await partyline(['--version'], ['--import', trace]);
  assert.deepEqual(
    error
      .trim()
      .split('\n')
      .map((url) => url.split('/').at(-1)),
    ['main.ts', 'start.ts'],
  );
});

test('help goes to standard output and lists commands, options and exit codes', async () => {
  const { code, out, error } = await partyline(['--help']);
  assert.deepEqual({ code, error }, { code: 0, error: '' });
  for (const word of ['serve', 'join', 'console', 'Exit codes: 0 done'])
    assert.ok(out.includes(word));
  const serve = await partyline(['serve', '--help']);
  const names =
    'host port strict-port data log log-level name operator sign-up rooms no-console insecure config';
  for (const name of names.split(' ')) assert.match(serve.out, new RegExp(`^ +--${name}\\b`, 'm'));
  const join = await partyline(['help', 'join']);
  for (const name of ['name', 'password-file', 'plain', 'data', 'no-sign-up']) {
    assert.match(join.out, new RegExp(`^ +--${name}\\b`, 'm'));
  }
});

test('without a command the help goes to standard error, exit code 64', async () => {
  const { code, out, error } = await partyline([]);
  assert.deepEqual({ code, out }, { code: 64, out: '' });
  assert.match(error, /^Usage: partyline/);
});

test('what is unknown is refused with the nearest and exit code 64', async () => {
  assert.deepEqual(await partyline(['srve']), {
    code: 64,
    out: '',
    error: "Unknown command 'srve'.\n(Did you mean serve?)\npartyline --help lists the commands.\n",
  });
  const { code, error } = await partyline(['serve', '--prot', '1']);
  assert.equal(code, 64);
  assert.equal(
    error,
    "Unknown option '--prot'.\n(Did you mean --port?)\npartyline serve --help lists the options.\n",
  );
});

test('a wrong value is one sentence with its source', async () => {
  assert.deepEqual(await partyline(['serve', '--port', '70000']), {
    code: 64,
    out: '',
    error: '--port: 70000 is not a port: a port is a number from 0 to 65535.\n',
  });
});

test('a password on the command line is refused', async () => {
  for (const args of [['--password', 'secret'], ['--password=secret']]) {
    const { code, error } = await partyline(['join', 'localhost', ...args]);
    assert.equal(code, 64);
    assert.match(error, /A password does not belong on the command line/);
    assert.doesNotMatch(error, /secret/);
  }
});

test('a reader that leaves early is no error', async () => {
  const child = spawn(process.execPath, [mainFile, '--help'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let error = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    error += text;
  });
  child.stdout.destroy();
  const [code] = await once(child, 'close');
  assert.deepEqual({ code, error }, { code: 0, error: '' });
});
