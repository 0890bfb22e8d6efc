import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';

const tools = resolve(import.meta.dirname, '..', 'tools');

/** Stands in for npm: notes that it ran, and installs what the environment says. */
const fakeNpm = `#!${process.execPath}
import { appendFileSync, copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
const { FAKE_NPM: mode = 'ok', FAKE_GATE: gate } = process.env;
appendFileSync('npm-runs', process.argv.slice(2).join(' ') + '\\n');
process.stdout.write('npm speaks on standard output\\n');
while (gate !== undefined && !existsSync(gate)) await delay(5);
if (mode === 'fail') {
  process.stderr.write('npm error code ENOTFOUND\\nnpm error     at get (a.js:1:2)\\n');
  process.exit(7);
}
rmSync('node_modules', { recursive: true, force: true });
mkdirSync('node_modules/node/bin', { recursive: true });
writeFileSync('node_modules/node/package.json', '{}');
const link = 'require("fs").symlinkSync(process.execPath, "bin/node")';
writeFileSync(
  'node_modules/node/installArchSpecificPackage.js',
  mode === 'blocked' ? link : 'console.error("no such download"); process.exit(3)',
);
if (mode === 'ok') symlinkSync(process.execPath, 'node_modules/node/bin/node');
copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
`;

let root: string;
let running: Set<ChildProcess>;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'partyline-bootstrap-')));
  running = new Set();
  cpSync(tools, join(root, 'tools'), { recursive: true });
  mkdirSync(join(root, 'src', 'cli'), { recursive: true });
  mkdirSync(join(root, 'npm'));
  writeFileSync(join(root, 'npm', 'npm'), fakeNpm, { mode: 0o755 });
  writeLock('first');
  writePackage({ node: '>=24' });
  script('src/cli/main.ts', 'console.log(JSON.stringify([process.argv.slice(2), process.cwd()]))');
});

afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await Promise.all([...running].map((child) => once(child, 'close')));
  rmSync(root, { recursive: true, force: true });
});

function writePackage(engines: { node: string }): void {
  const devDependencies = { node: process.versions.node };
  writeFileSync(
    join(root, 'package.json'),
    JSON.stringify({ type: 'module', engines, devDependencies }),
  );
}

function writeLock(integrity: string): void {
  const packages = { '': {}, 'node_modules/node': { integrity } };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
}

function script(path: string, source: string): void {
  writeFileSync(join(root, path), source);
}

interface Started {
  readonly child: ChildProcess;
  readonly output: { out: string; error: string };
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
}

function start(args: string[], environment: Record<string, string> = {}): Started {
  const bootstrap = join(root, 'tools', 'bootstrap.mjs');
  return startProcess(process.execPath, [bootstrap, ...args], environment);
}

function startProcess(
  command: string,
  args: string[],
  environment: Record<string, string>,
): Started {
  const {
    npm_lifecycle_event: _,
    INIT_CWD: __,
    NODE_TEST_CONTEXT: ___,
    ...inherited
  } = process.env;
  const child = spawn(command, args, {
    cwd: root,
    env: {
      ...inherited,
      PATH: [join(root, 'npm'), process.env.PATH].join(delimiter),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const output = { out: '', error: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output.error += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return { code, signal };
  });
  return { child, output, ended };
}

async function run(args: string[], environment?: Record<string, string>) {
  const { output, ended } = start(args, environment);
  return { ...(await ended), ...output };
}

const npmRuns = (): string[] =>
  existsSync(join(root, 'npm-runs'))
    ? readFileSync(join(root, 'npm-runs'), 'utf8').trim().split('\n')
    : [];

/** Resolves when `file` exists in the root folder. */
async function appears(file: string): Promise<void> {
  const watcher = watch(root);
  try {
    while (!existsSync(join(root, file))) await once(watcher, 'change');
  } finally {
    watcher.close();
  }
}

async function says(started: Started, text: string): Promise<void> {
  const heard = () => `${started.output.out}${started.output.error}`.includes(text);
  while (!heard()) {
    assert.equal(started.child.exitCode, null, `ended without saying "${text}"`);
    await Promise.race([
      started.ended,
      once(started.child.stdout as NodeJS.ReadableStream, 'data'),
      once(started.child.stderr as NodeJS.ReadableStream, 'data'),
    ]);
  }
}

describe('installing', () => {
  test('happens once, is told on standard error with its time, and keeps standard output clean', async () => {
    const first = await run(['src/cli/main.ts', 'serve', '--port', '1']);
    assert.equal(first.code, 0, first.error);
    assert.deepEqual(JSON.parse(first.out), [['serve', '--port', '1'], root]);
    assert.match(
      first.error,
      /^partyline: nothing is installed here yet: .*\(npm ci\) \.\.\.\npartyline: installed in \d+\.\d s\.\n$/,
    );
    const second = await run(['src/cli/main.ts']);
    assert.equal(second.error, '');
    assert.equal(npmRuns().length, 1);
    assert.match(npmRuns()[0] as string, /^ci --include=dev /);
  });

  test('happens again when package-lock.json changed', async () => {
    await run(['src/cli/main.ts']);
    writeLock('second');
    const { error } = await run(['src/cli/main.ts']);
    assert.match(error, /package-lock\.json has changed/);
    assert.equal(npmRuns().length, 2);
  });

  test('happens again when the packages are for another system, or their list is damaged', async () => {
    await run(['src/cli/main.ts']);
    const list = join(root, 'node_modules', '.package-lock.json');
    for (const damage of [
      '{"packages":{"node_modules/node":{"integrity":"first","os":["beos"]}}}',
      '{',
    ]) {
      writeFileSync(list, damage);
      assert.equal((await run(['src/cli/main.ts'])).code, 0);
    }
    assert.equal(npmRuns().length, 3);
  });

  test('is left out when npm has done it already', async () => {
    mkdirSync(join(root, 'node_modules', 'node', 'bin'), { recursive: true });
    writeFileSync(join(root, 'node_modules', 'node', 'package.json'), '{}');
    symlinkSync(process.execPath, join(root, 'node_modules', 'node', 'bin', 'node'));
    cpSync(join(root, 'package-lock.json'), join(root, 'node_modules', '.package-lock.json'));
    const { code, error } = await run(['src/cli/main.ts']);
    assert.deepEqual({ code, error, runs: npmRuns() }, { code: 0, error: '', runs: [] });
  });

  test('is done by one of two that start together, and the other says that it waits', async () => {
    const gate = { FAKE_GATE: join(root, 'gate') };
    const first = start(['src/cli/main.ts', 'serve'], gate);
    await appears('npm-runs');
    const second = start(['src/cli/main.ts', 'join'], gate);
    await says(second, `another start is installing here (process ${first.child.pid})`);
    writeFileSync(gate.FAKE_GATE, '');
    assert.deepEqual(
      [await first.ended, await second.ended],
      [
        { code: 0, signal: null },
        { code: 0, signal: null },
      ],
    );
    assert.equal(npmRuns().length, 1);
    assert.equal(JSON.parse(second.output.out)[0][0], 'join');
    assert.equal(existsSync(join(root, '.install.lock')), false);
  });

  test('takes over from one that was killed', async () => {
    const first = start(['src/cli/main.ts'], { FAKE_GATE: join(root, 'never') });
    await appears('npm-runs');
    first.child.kill('SIGKILL');
    await first.ended;
    assert.ok(existsSync(join(root, '.install.lock')));
    writeFileSync(join(root, 'never'), '');
    const { code, error } = await run(['src/cli/main.ts']);
    assert.equal(code, 0, error);
  });

  test('takes over once when several find the lock of one that is gone', async () => {
    const gone = start(['src/cli/main.ts'], { FAKE_NPM: 'fail' });
    await gone.ended;
    mkdirSync(join(root, '.install.lock'));
    writeFileSync(join(root, '.install.lock', `${gone.child.pid}@${hostname()}`), '');
    writeFileSync(join(root, 'npm-runs'), '');
    const starts = Array.from({ length: 4 }, () => run(['src/cli/main.ts']));
    for (const { code, error } of await Promise.all(starts)) assert.equal(code, 0, error);
    assert.equal(npmRuns().length, 1);
    assert.equal(existsSync(join(root, '.install.lock')), false);
  });

  test('takes over from another machine that fell silent', async () => {
    const lock = join(root, '.install.lock');
    const owner = join(lock, `${process.pid}@not-${hostname()}`);
    mkdirSync(lock);
    writeFileSync(owner, '');
    utimesSync(owner, new Date(0), new Date(0));
    assert.equal((await run(['src/cli/main.ts'])).code, 0);
  });

  test('that fails tells what npm said, what to do, and exits 69 without a stack', async () => {
    const { code, out, error } = await run(['src/cli/main.ts'], { FAKE_NPM: 'fail' });
    assert.equal(code, 69);
    assert.equal(out, '');
    assert.match(
      error,
      /npm ci failed \(exit code 7\)\. npm said:\n[\s\S]*npm error code ENOTFOUND/,
    );
    assert.match(error, /Is the npm registry within reach/);
    assert.doesNotMatch(error, /\s+at /);
    assert.equal((await run(['src/cli/main.ts'])).code, 0);
  });

  test('that is interrupted ends by the signal and frees the lock', async () => {
    const first = start(['src/cli/main.ts'], { FAKE_GATE: join(root, 'never') });
    await appears('npm-runs');
    first.child.kill('SIGTERM');
    assert.deepEqual(await first.ended, { code: null, signal: 'SIGTERM' });
    assert.equal(existsSync(join(root, '.install.lock')), false);
  });

  test('without npm says that npm is missing', async () => {
    const { code, error } = await run(['src/cli/main.ts'], { PATH: root });
    assert.equal(code, 69);
    assert.match(error, /npm was not found/);
  });
});

describe('a Node that its install script did not set up', () => {
  test('is set up by running the script', async () => {
    const { code, error } = await run(['src/cli/main.ts'], { FAKE_NPM: 'blocked' });
    assert.equal(code, 0, error);
    assert.match(error, /install scripts blocked\?/);
    assert.ok(existsSync(join(root, 'node_modules', 'node', 'bin', 'node')));
    assert.equal((await run(['src/cli/main.ts'])).error, '');
  });

  test('is replaced by the Node of the machine if that is new enough, without trying each time', async () => {
    const { code, error } = await run(['src/cli/main.ts'], { FAKE_NPM: 'unreachable' });
    assert.equal(code, 0, error);
    assert.match(error, new RegExp(`the Node ${process.versions.node} of this machine will do`));
    assert.equal((await run(['src/cli/main.ts'])).error, '');
  });

  test('is explained if the Node of the machine is too old', async () => {
    writePackage({ node: '>=999' });
    const { code, error } = await run(['src/cli/main.ts'], { FAKE_NPM: 'unreachable' });
    assert.equal(code, 69);
    assert.match(error, /no such download/);
    assert.match(error, /Do one of these .*ignore-scripts.*or install Node 24/);
    assert.doesNotMatch(error, /^\s+at /m);
  });
});

describe('the program that is run', () => {
  beforeEach(async () => {
    assert.equal((await run(['src/cli/main.ts'])).code, 0);
  });

  test('is the pinned Node, with experimental warnings left out', async () => {
    script('flags.mjs', 'console.log(JSON.stringify([process.argv0, ...process.execArgv]))');
    assert.deepEqual(JSON.parse((await run(['flags.mjs'])).out), [
      join(root, 'node_modules', 'node', 'bin', 'node'),
      '--disable-warning=ExperimentalWarning',
    ]);
  });

  test('gives its exit code', async () => {
    script('exit.mjs', 'process.exit(77)');
    assert.equal((await run(['exit.mjs'])).code, 77);
  });

  test('that dies by a signal takes this process with it in the same way', async () => {
    script('die.mjs', "process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)");
    assert.deepEqual(await start(['die.mjs']).ended, { code: null, signal: 'SIGKILL' });
  });

  test('is handed SIGTERM and SIGHUP, and SIGINT is left to it', async () => {
    script(
      'signals.mjs',
      `for (const signal of ['SIGHUP', 'SIGINT']) process.on(signal, () => console.log(signal));
       process.on('SIGTERM', () => process.exit(5));
       console.log('ready'); setInterval(() => {}, 1000);`,
    );
    const started = start(['signals.mjs']);
    await says(started, 'ready');
    started.child.kill('SIGINT');
    started.child.kill('SIGHUP');
    await says(started, 'SIGHUP');
    started.child.kill('SIGTERM');
    assert.deepEqual(await started.ended, { code: 5, signal: null });
    assert.equal(started.output.out, 'ready\nSIGHUP\n');
  });

  test('is ended when the shell that npm ran it in was ended', {
    skip: process.platform === 'win32',
  }, async () => {
    script(
      'signals.mjs',
      `process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(); });
       console.log('ready'); setInterval(() => {}, 1000);`,
    );
    const command = `"${process.execPath}" tools/bootstrap.mjs signals.mjs; true`;
    const shell = startProcess('sh', ['-c', command], { npm_lifecycle_event: 'start' });
    await says(shell, 'ready');
    shell.child.kill('SIGKILL');
    await shell.ended; // only when all who hold its standard output have ended
    assert.equal(shell.output.out, 'ready\nSIGTERM\n');
  });

  test('runs where the person is when npm starts the command line', async () => {
    const person = realpathSync(tmpdir());
    const npm = { npm_lifecycle_event: 'start', INIT_CWD: person };
    const { out } = await run(['src/cli/main.ts', 'serve'], npm);
    assert.deepEqual(JSON.parse(out), [['serve'], person]);
    script('where.mjs', 'console.log(process.cwd())');
    assert.equal((await run(['where.mjs'], npm)).out.trim(), root);
  });
});
