import assert from 'node:assert/strict';
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
import { type Scope, scopeOf } from './support/cleanup.ts';
import { type Ended, type Program, startProgram } from './support/program.ts';

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
let scope: Scope;
let endScope: () => Promise<void>;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'partyline-bootstrap-')));
  scope = scopeOf((undo) => {
    endScope = undo;
  });
  scope.after(() => rmSync(root, { recursive: true, force: true }));
  cpSync(tools, join(root, 'tools'), { recursive: true });
  mkdirSync(join(root, 'src', 'cli'), { recursive: true });
  mkdirSync(join(root, 'npm'));
  writeFileSync(join(root, 'npm', 'npm'), fakeNpm, { mode: 0o755 });
  writeLock('first');
  writePackage({ node: '>=24' });
  script('src/cli/main.ts', 'console.log(JSON.stringify([process.argv.slice(2), process.cwd()]))');
});

afterEach(() => endScope());

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

function start(args: string[], environment: Record<string, string> = {}): Program {
  const bootstrap = join(root, 'tools', 'bootstrap.mjs');
  return startIn([process.execPath, bootstrap, ...args], environment);
}

function startIn(command: string[], environment: Record<string, string>): Program {
  const PATH = [join(root, 'npm'), process.env.PATH].join(delimiter);
  return startProgram(scope, command, { cwd: root, env: { PATH, ...environment } });
}

function run(args: string[], environment?: Record<string, string>): Promise<Ended> {
  return start(args, environment).ended();
}

/** The exit code or the signal that a program ended with. */
function howEnded({ code, signal }: Ended): Pick<Ended, 'code' | 'signal'> {
  return { code, signal };
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

describe('installing', () => {
  test('happens once, is told on standard error with its time, and keeps standard output clean', async () => {
    const first = await run(['src/cli/main.ts', 'serve', '--port', '1']);
    assert.equal(first.code, 0, first.errors);
    assert.deepEqual(JSON.parse(first.output), [['serve', '--port', '1'], root]);
    assert.match(
      first.errors,
      /^partyline: nothing is installed here yet: .*\(npm ci\) \.\.\.\npartyline: installed in \d+\.\d s\.\n$/,
    );
    const second = await run(['src/cli/main.ts']);
    assert.equal(second.errors, '');
    assert.equal(npmRuns().length, 1);
    assert.match(npmRuns()[0] as string, /^ci --include=dev /);
  });

  test('happens again when package-lock.json changed', async () => {
    await run(['src/cli/main.ts']);
    writeLock('second');
    const { errors } = await run(['src/cli/main.ts']);
    assert.match(errors, /package-lock\.json has changed/);
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
    const { code, errors } = await run(['src/cli/main.ts']);
    assert.deepEqual({ code, errors, runs: npmRuns() }, { code: 0, errors: '', runs: [] });
  });

  test('is done by one of two that start together, and the other says that it waits', async () => {
    const gate = { FAKE_GATE: join(root, 'gate') };
    const first = start(['src/cli/main.ts', 'serve'], gate);
    await appears('npm-runs');
    const second = start(['src/cli/main.ts', 'join'], gate);
    await second.untilErrors(
      new RegExp(`another start is installing here \\(process ${first.child.pid}\\)`),
    );
    writeFileSync(gate.FAKE_GATE, '');
    assert.deepEqual(
      [howEnded(await first.ended()), howEnded(await second.ended())],
      [
        { code: 0, signal: null },
        { code: 0, signal: null },
      ],
    );
    assert.equal(npmRuns().length, 1);
    assert.equal(JSON.parse(second.output)[0][0], 'join');
    assert.equal(existsSync(join(root, '.install.lock')), false);
  });

  test('takes over from one that was killed', async () => {
    const first = start(['src/cli/main.ts'], { FAKE_GATE: join(root, 'never') });
    await appears('npm-runs');
    first.signal('SIGKILL');
    await first.ended();
    assert.ok(existsSync(join(root, '.install.lock')));
    writeFileSync(join(root, 'never'), '');
    const { code, errors } = await run(['src/cli/main.ts']);
    assert.equal(code, 0, errors);
  });

  test('takes over once when several find the lock of one that is gone', async () => {
    const gone = start(['src/cli/main.ts'], { FAKE_NPM: 'fail' });
    await gone.ended();
    mkdirSync(join(root, '.install.lock'));
    writeFileSync(join(root, '.install.lock', `${gone.child.pid}@${hostname()}`), '');
    writeFileSync(join(root, 'npm-runs'), '');
    const starts = Array.from({ length: 4 }, () => run(['src/cli/main.ts']));
    for (const { code, errors } of await Promise.all(starts)) assert.equal(code, 0, errors);
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
    const { code, output, errors } = await run(['src/cli/main.ts'], { FAKE_NPM: 'fail' });
    assert.equal(code, 69);
    assert.equal(output, '');
    assert.match(
      errors,
      /npm ci failed \(exit code 7\)\. npm said:\n[\s\S]*npm error code ENOTFOUND/,
    );
    assert.match(errors, /Is the npm registry within reach/);
    assert.doesNotMatch(errors, /\s+at /);
    assert.equal((await run(['src/cli/main.ts'])).code, 0);
  });

  test('that is interrupted ends by the signal and frees the lock', async () => {
    const first = start(['src/cli/main.ts'], { FAKE_GATE: join(root, 'never') });
    await appears('npm-runs');
    first.signal('SIGTERM');
    assert.deepEqual(howEnded(await first.ended()), { code: null, signal: 'SIGTERM' });
    assert.equal(existsSync(join(root, '.install.lock')), false);
  });

  test('without npm says that npm is missing', async () => {
    const { code, errors } = await run(['src/cli/main.ts'], { PATH: root });
    assert.equal(code, 69);
    assert.match(errors, /npm was not found/);
  });
});

describe('a Node that its install script did not set up', () => {
  test('is set up by running the script', async () => {
    const { code, errors } = await run(['src/cli/main.ts'], { FAKE_NPM: 'blocked' });
    assert.equal(code, 0, errors);
    assert.match(errors, /install scripts blocked\?/);
    assert.ok(existsSync(join(root, 'node_modules', 'node', 'bin', 'node')));
    assert.equal((await run(['src/cli/main.ts'])).errors, '');
  });

  test('is replaced by the Node of the machine if that is new enough, without trying each time', async () => {
    const { code, errors } = await run(['src/cli/main.ts'], { FAKE_NPM: 'unreachable' });
    assert.equal(code, 0, errors);
    assert.match(errors, new RegExp(`the Node ${process.versions.node} of this machine will do`));
    assert.equal((await run(['src/cli/main.ts'])).errors, '');
  });

  test('is explained if the Node of the machine is too old', async () => {
    writePackage({ node: '>=999' });
    const { code, errors } = await run(['src/cli/main.ts'], { FAKE_NPM: 'unreachable' });
    assert.equal(code, 69);
    assert.match(errors, /no such download/);
    assert.match(errors, /Do one of these .*ignore-scripts.*or install Node 24/);
    assert.doesNotMatch(errors, /^\s+at /m);
  });
});

describe('the program that is run', () => {
  beforeEach(async () => {
    assert.equal((await run(['src/cli/main.ts'])).code, 0);
  });

  test('is the pinned Node, with experimental warnings left out', async () => {
    script('flags.mjs', 'console.log(JSON.stringify([process.argv0, ...process.execArgv]))');
    assert.deepEqual(JSON.parse((await run(['flags.mjs'])).output), [
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
    assert.deepEqual(howEnded(await start(['die.mjs']).ended()), { code: null, signal: 'SIGKILL' });
  });

  test('is handed SIGTERM and SIGHUP, and SIGINT is left to it', async () => {
    script(
      'signals.mjs',
      `for (const signal of ['SIGHUP', 'SIGINT']) process.on(signal, () => console.log(signal));
       process.on('SIGTERM', () => process.exit(5));
       console.log('ready'); setInterval(() => {}, 1000);`,
    );
    const started = start(['signals.mjs']);
    await started.until(/ready/);
    started.signal('SIGINT');
    started.signal('SIGHUP');
    await started.until(/SIGHUP/);
    started.signal('SIGTERM');
    assert.deepEqual(howEnded(await started.ended()), { code: 5, signal: null });
    assert.equal(started.output, 'ready\nSIGHUP\n');
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
    const shell = startIn(['sh', '-c', command], { npm_lifecycle_event: 'start' });
    await shell.until(/ready/);
    shell.signal('SIGKILL');
    await shell.ended(); // only when all who hold its standard output have ended
    assert.equal(shell.output, 'ready\nSIGTERM\n');
  });

  test('runs where the person is when npm starts the command line', async () => {
    const person = realpathSync(tmpdir());
    const npm = { npm_lifecycle_event: 'start', INIT_CWD: person };
    const { output } = await run(['src/cli/main.ts', 'serve'], npm);
    assert.deepEqual(JSON.parse(output), [['serve'], person]);
    script('where.mjs', 'console.log(process.cwd())');
    assert.equal((await run(['where.mjs'], npm)).output.trim(), root);
  });
});
