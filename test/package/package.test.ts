import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { homedir, hostname, tmpdir } from 'node:os';
import { basename, delimiter, join, resolve } from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { rolldown } from 'rolldown';
import { scopeOf } from '../support/cleanup.ts';
import { type Ended, startProgram } from '../support/program.ts';
import { InstalledPackage } from './installed-package.ts';

const root = resolve(import.meta.dirname, '..', '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const maxUnpackedBytes = 4 * 1024 * 1024;
/** The page is shipped as it is and in two compressed forms. */
const maxPageBytes = 3 * 1024 * 1024;
const maxAllBytes = 12 * 1024 * 1024;

let installed: InstalledPackage;
before(async () => {
  installed = await InstalledPackage.install();
});
after(() => installed?.remove());

/** Files of the package without those it depends on, as paths with `/`. */
function shippedFiles(): string[] {
  const all = globSync('**', { cwd: installed.folder, exclude: ['node_modules'] });
  return all
    .filter((path) => statSync(join(installed.folder, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'));
}

/** The modules that are joined in a file of the package. */
function modulesIn(file: string): { name: string; code: string }[] {
  const [, ...parts] = readFileSync(file, 'utf8').split(/^\/\/ ((?:src|node_modules)\/\S+)$/m);
  return parts.flatMap((name, index) =>
    index % 2 === 0 ? [{ name, code: parts[index + 1] ?? '' }] : [],
  );
}

describe('what is in the package', () => {
  test('is what people and programs use, and the papers', () => {
    const shipped = new Set(shippedFiles());
    const targets = Object.values<string | { default: string }>(manifest.exports)
      .map((target) => (typeof target === 'string' ? target : target.default))
      .filter((target) => !target.includes('*'));
    const named = [manifest.bin.partyline, ...manifest.man, manifest.types, ...targets];
    const papers = ['LICENSE', 'README.md', 'CHANGELOG.md', 'docs/protocol.md', 'docs/api.md'];
    const missing = [...named, ...papers]
      .map((path) => path.replace(/^\.\//, ''))
      .filter((path) => !shipped.has(path));
    assert.deepEqual(missing, []);
    const schemas = globSync('schema/*.json', { cwd: root });
    assert.ok(schemas.length > 0 && schemas.every((path) => shipped.has(path)), 'the schemas');
  });

  test('has no tests, no sources, and no maps to them', () => {
    const unwanted =
      /\.(test|suite|fixture)\.|(?<!\.d)\.ts$|\.map$|^(src|test|tools|node_modules)\//;
    assert.deepEqual(
      shippedFiles().filter((path) => unwanted.test(path)),
      [],
    );
  });

  test('brings one package, for its declarations, and the licences of those that are in it', () => {
    const modules = join(installed.folder, 'node_modules');
    assert.deepEqual(globSync(['*', '@*/*'], { cwd: modules, exclude: ['@*'] }), ['typebox']);
    const notices = readFileSync(join(installed.folder, 'dist', 'third-party.txt'), 'utf8');
    for (const name of ['@serenity-kit/opaque', '@zxcvbn-ts/language-common', 'commander']) {
      const { version } = JSON.parse(
        readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'),
      );
      assert.match(
        notices,
        new RegExp(`^${name} ${version} \\(MIT\\)\n\n.*?Copyright`, 'ms'),
        name,
      );
    }
  });

  test('pins what is installed with it to what it was tested with', () => {
    const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')).packages;
    const pinned = read(join(installed.folder, 'npm-shrinkwrap.json'));
    const tested = read(join(root, 'package-lock.json'));
    const { '': own, ...others } = pinned;
    assert.deepEqual([own.version, own.devDependencies], [manifest.version, undefined]);
    assert.deepEqual(Object.keys(others), ['node_modules/typebox']);
    const { integrity } = tested['node_modules/typebox'];
    assert.match(integrity, /^sha512-/);
    assert.equal(others['node_modules/typebox'].integrity, integrity);
    assert.ok(!existsSync(join(root, 'npm-shrinkwrap.json')), 'npm ci in the clone would go by it');
  });

  test('leads to no file that is not there', () => {
    for (const path of shippedFiles().filter((name) => /\.(md|html)$/.test(name))) {
      const text = readFileSync(join(installed.folder, path), 'utf8');
      const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(
        ([, link]) => link ?? '',
      );
      const dead = links.filter((link) => !existsSync(resolve(installed.folder, path, '..', link)));
      assert.deepEqual(dead, [], path);
    }
  });

  test('names no machine', () => {
    const machine = [root, installed.home, `${homedir()}/`, tmpdir(), hostname()];
    const names = machine.filter((name) => name.length > 4);
    for (const path of shippedFiles()) {
      const text = readFileSync(join(installed.folder, path), 'latin1');
      assert.deepEqual(
        names.filter((name) => text.includes(name)),
        [],
        path,
      );
    }
  });

  test('takes less than 4 MB unpacked and 3 for the page, and 12 with what is in it of others', () => {
    const sizeOf = (path: string) => statSync(join(installed.folder, path)).size;
    const sizeOfAll = (paths: readonly string[]) =>
      paths.reduce((sum, path) => sum + sizeOf(path), 0);
    const isOfPage = (path: string) => path.startsWith('dist/web/');
    const pageBytes = sizeOfAll(shippedFiles().filter(isOfPage));
    assert.ok(pageBytes < maxPageBytes, `${pageBytes} bytes of the page`);
    const bytes = sizeOfAll(shippedFiles().filter((path) => !isOfPage(path)));
    const ofOthers = shippedFiles()
      .filter((path) => /\.c?js$/.test(path))
      .flatMap((path) => modulesIn(join(installed.folder, path)))
      .filter(({ name }) => name.startsWith('node_modules/'))
      .reduce((sum, { code }) => sum + Buffer.byteLength(code), 0);
    assert.ok(bytes - ofOthers < maxUnpackedBytes, `${bytes} bytes, ${ofOthers} of others`);
    const all = globSync('**', { cwd: installed.folder }).reduce(
      (sum, path) => sum + sizeOf(path),
      0,
    );
    assert.ok(all < maxAllBytes, `${all} bytes`);
  });

  test('needs nothing that would run at its installation', () => {
    const manifests = globSync('**/package.json', { cwd: installed.folder });
    const running = manifests.filter((path) => {
      const { scripts = {} } = JSON.parse(readFileSync(join(installed.folder, path), 'utf8'));
      return ['preinstall', 'install', 'postinstall'].some((name) => name in scripts);
    });
    assert.deepEqual(running, []);
    assert.deepEqual(globSync('**/binding.gyp', { cwd: installed.folder }), []);
  });
});

describe('the installed command', () => {
  test('asks nothing of env that some cannot: to split a line into words', () => {
    const text = readFileSync(join(installed.folder, manifest.bin.partyline), 'utf8');
    assert.match(text, /^#!\/usr\/bin\/env node\n/);
  });

  const busybox = spawnSync('busybox', ['--list'], { encoding: 'utf8' }).stdout ?? '';
  test('starts where env is that of BusyBox, as on Alpine', {
    skip: !/^env$/m.test(busybox) && 'busybox is not installed',
  }, async () => {
    const [first = ''] = readFileSync(installed.command, 'utf8').split('\n');
    const [interpreter, ...words] = first.slice('#!'.length).split(' ');
    assert.equal(interpreter, '/usr/bin/env');
    // The kernel hands over what follows the interpreter as one word.
    const args = ['env', words.join(' '), installed.command, '--version'];
    assert.deepEqual(await installed.run('busybox', args), ended(0, `${manifest.version}\n`, ''));
  });

  test('has a manual page for each command where man looks', {
    skip: spawnSync('man', ['--version']).status !== 0 && 'man is not installed',
  }, async () => {
    const names = manifest.man.map((path: string) => basename(path, '.1'));
    const search = ['-M', join(installed.prefix, 'share', 'man'), '-w', ...names];
    const { code, output, errors } = await installed.run('man', search);
    assert.deepEqual([code, errors], [0, '']);
    assert.deepEqual(
      output
        .trim()
        .split('\n')
        .map((path) => basename(path)),
      manifest.man.map((path: string) => basename(path)),
    );
  });

  test('keeps compiled code in the cache folder of its person, for them alone', {
    skip: process.platform === 'win32',
  }, () => {
    const folder = join(installed.home, '.cache', 'partyline', 'compiled');
    // Tests run commands with a cache that is given.
    const { NODE_COMPILE_CACHE: _, ...env } = installed.environment;
    const words = ['help', 'token', 'create'];
    const help = () => spawnSync(installed.command, words, { env, encoding: 'utf8' });
    assert.match(help().stdout, /^Usage: partyline token create /);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.ok(globSync('**', { cwd: folder }).length > 2, 'something is kept');
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    assert.equal(help().status, 0);
    assert.deepEqual(readdirSync(folder), [], 'a folder that others can read is not used');
  });

  test('tells its version and its help without a word beside', async () => {
    const version = await installed.run(installed.command, ['--version']);
    assert.deepEqual(version, ended(0, `${manifest.version}\n`, ''));
    const help = await installed.run(installed.command, ['--help']);
    assert.deepEqual([help.code, help.errors], [0, '']);
    assert.match(help.output, /^Usage: partyline /);
  });

  test('serves a line that others join, send to and follow', async (t) => {
    const serve = ['serve', '--no-console', '--host', '127.0.0.1', '--port', '0'];
    const server = startProgram(
      scopeOf((undo) => t.after(undo)),
      [installed.command, ...serve],
      { cwd: installed.home, env: installed.environment },
    );
    const [, address = ''] = await server.until(/^ready (.*)$/m);
    writeFileSync(join(installed.home, 'password'), 'a long way to tipperary\n');
    const who = ['--name', 'ana', '--password-file', 'password'];
    const first = await partyline(['join', address, ...who], 'good morning\n');
    assert.deepEqual([first.code, first.errors.includes('Welcome, ana')], [0, true], first.errors);
    const [port] = /(?<=:)\d+/.exec(address) ?? [];
    assert.deepEqual(await pageAt(`https://127.0.0.1:${port}/`), [200, 'br']);
    const nothing = ended(0, '', '');
    assert.deepEqual(await partyline(['send', 'lobby', 'from', 'a', 'script']), nothing);
    assert.deepEqual(await partyline(['send', 'lobby'], 'from a pipe\n'), nothing);
    const tail = await partyline(['tail', 'lobby', '--since', '0', '--count', '3', '--json']);
    const texts = tail.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).text);
    assert.deepEqual(texts, ['good morning', 'from a script', 'from a pipe'], tail.errors);
    await loadsLittle(['send', 'lobby', 'once more']);
    const found = await partyline(['search', 'tipperary', '--json']);
    assert.deepEqual(found, nothing, 'the thread of the search runs');
    const seen = await partyline(['search', 'pipe', '--json']);
    assert.equal(JSON.parse(seen.output).text, 'from a pipe', seen.errors);
    const again = await partyline(['join']);
    assert.deepEqual([again.code, again.errors.includes('Welcome back, ana')], [0, true]);
    server.signal('SIGTERM');
    const { code, errors } = await server.ended();
    assert.deepEqual([code, errors], [0, '']);
  });
});

/** How a program ends that no signal ends. */
function ended(code: number, output: string, errors: string): Ended {
  return { code, signal: null, output, errors };
}

function partyline(args: readonly string[], input = ''): Promise<Ended> {
  return installed.run(installed.command, args, input);
}

/** The status and the encoding of what a server answers to a browser. */
async function pageAt(address: string): Promise<[number | undefined, string | undefined]> {
  const headers = { 'accept-encoding': 'gzip, br' };
  const request = get(address, { headers, rejectUnauthorized: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  return [response.statusCode, response.headers['content-encoding']];
}

/** Runs a command and looks at what it loads: what starts slowly is for those who need it. */
async function loadsLittle(args: readonly string[]): Promise<void> {
  const trace =
    'data:text/javascript,import{registerHooks}from"node:module";' +
    'registerHooks({load(url,c,n){process.stderr.write(url+"\\n");return n(url,c)}})';
  const program = join(installed.folder, manifest.bin.partyline);
  const { code, errors } = await installed.run(process.execPath, [
    '--import',
    trace,
    program,
    ...args,
  ]);
  assert.equal(code, 0, errors);
  const files = errors.match(/(?<=^file:\/\/)\/.*\/dist\/.*$/gm) ?? [];
  const modules = files.flatMap(modulesIn).map(({ name }) => name);
  const heavy =
    /typebox\/build\/(?!guard)|smol-toml|string-width|opaque\/|^src\/(?:server|store|journal)\//;
  assert.ok(modules.includes('src/cli/send.ts'), 'the modules are found');
  assert.deepEqual(
    modules.filter((name) => heavy.test(name)),
    [],
  );
  assert.doesNotMatch(errors, /node:(sqlite|worker_threads|readline)/);
}

describe('an older Node', () => {
  const needed = 'Partyline needs Node 24 or newer, and this is Node ';

  test('is told which one is needed and how to get it, and exits 78', async () => {
    for (const version of ['12.0.0', '22.22.0', '23.11.1']) {
      const disguise = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`;
      const args = ['--import', disguise, join(installed.folder, manifest.bin.partyline), 'serve'];
      assert.deepEqual(
        await installed.run(process.execPath, args),
        ended(78, '', `${needed}${version}: get it from https://nodejs.org/en/download.\n`),
      );
    }
  });

  test('that is on this machine is told so as well', async (t) => {
    const older = olderNode();
    if (older === undefined) return t.skip('no older Node is installed');
    const program = join(installed.folder, manifest.bin.partyline);
    const { code, output, errors } = await installed.run(older, [program, '--version']);
    assert.deepEqual([code, output], [78, '']);
    assert.match(errors, new RegExp(`^${needed}[\\d.]+: get it from \\S+\\.\\n$`));
  });

  test('can read the file that tells it', () => {
    const program = readFileSync(join(installed.folder, manifest.bin.partyline), 'utf8');
    const code = program.replace(/^(#!|\s*\/\/).*$/gm, '').replace(/'[^']*'/g, "''");
    assert.doesNotMatch(code, /\b(let|const|class|import|async|await)\b|=>|`|\?\.|\?\?|\.\.\./);
  });
});

function olderNode(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders
    .map((folder) => join(folder, 'node'))
    .filter((path) => existsSync(path))
    .find((path) => {
      const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
      return Number(/^v(\d+)/.exec(stdout)?.[1]) < 24;
    });
}

describe('programs', () => {
  before(() => {
    const modules = join(installed.home, 'node_modules');
    writeFileSync(join(installed.home, 'package.json'), '{ "type": "module" }');
    mkdirSync(join(modules, '@types'), { recursive: true });
    symlinkSync(installed.folder, join(modules, 'partyline'), 'junction');
    symlinkSync(
      join(root, 'node_modules', '@types', 'node'),
      join(modules, '@types', 'node'),
      'junction',
    );
  });

  test('import the three entries, the schemas and the manifest', async () => {
    writeFileSync(
      join(installed.home, 'imports.js'),
      `
      import { connect } from 'partyline';
      import { encodeFrame, FrameDecoder, MessageSocket } from 'partyline/socket';
      import { startServer, stretchingFloor } from 'partyline/server';
      import manifest from 'partyline/package.json' with { type: 'json' };
      import schema from 'partyline/schema/server.json' with { type: 'json' };
      const decoder = new FrameDecoder(100);
      decoder.push(encodeFrame('hello'));
      await using server = await startServer({
        dataFolder: 'embedded', host: '127.0.0.1', port: 0, stretching: stretchingFloor,
      });
      const address = server.address();
      const line = await connect({ address, name: 'bot', password: 'a long way', signUp: true });
      const { seq } = await line.send('beep');
      await line.close();
      console.log(JSON.stringify([
        String(decoder.next()), typeof MessageSocket, seq, manifest.version, typeof schema,
      ]));
    `,
    );
    const { code, output, errors } = await installed.run(process.execPath, ['imports.js']);
    assert.deepEqual([code, errors], [0, '']);
    assert.deepEqual(JSON.parse(output), ['hello', 'function', 1, manifest.version, 'object']);
  });

  test('in CommonJS require it, and are bundled into one file', async () => {
    const program = `
      const { connect } = require('partyline');
      const { startServer, stretchingFloor } = require('partyline/server');
      module.exports = (async () => {
        const options = { host: '127.0.0.1', port: 0, stretching: stretchingFloor };
        const server = await startServer({ dataFolder: 'common', ...options });
        const line = await connect({
          address: server.address(), name: 'bot', password: 'a long way', signUp: true,
        });
        const { seq } = await line.send('beep');
        const refused = await line.send('x', { room: 'ben' }).catch(({ name }) => name);
        await line.close();
        await server.stop();
        console.log(seq, refused);
      })();
    `;
    writeFileSync(join(installed.home, 'required.cjs'), program);
    const required = await installed.run(process.execPath, ['required.cjs']);
    assert.deepEqual(required, ended(0, '1 InputError\n', ''));
    // A bundle has no files beside it, so the server, with its threads, stays outside.
    await using build = await rolldown({
      input: join(installed.home, 'required.cjs'),
      platform: 'node',
      external: ['partyline/server'],
    });
    const file = join(installed.home, 'bundle.cjs');
    await build.write({ file, format: 'cjs', codeSplitting: false });
    const bundled = await installed.run(process.execPath, ['bundle.cjs']);
    assert.deepEqual(bundled, ended(0, '2 InputError\n', ''));
  });

  test('in TypeScript are checked against the declarations that are shipped', async () => {
    writeFileSync(
      join(installed.home, 'consumer.ts'),
      `
      import { connect, type LineMessage } from 'partyline';
      import { encodeFrame, MessageSocket } from 'partyline/socket';
      import { type Server, startServer } from 'partyline/server';
      export async function consume(socket: MessageSocket): Promise<number> {
        await using server: Server = await startServer({ dataFolder: 'folder' });
        await using line = await connect({ address: server.address(), token: 'plt_' });
        const received: LineMessage[] = [];
        for await (const message of line.messages()) received.push(message);
        await using messages = line.messages({ rooms: undefined });
        const { done } = await messages.next();
        const { PARTYLINE_SERVER: address, PARTYLINE_TOKEN: token } = process.env;
        await using other = await connect({ address, token, since: undefined });
        await other.send('text', { to: process.env.PERSON, of: undefined });
        await other.account.createToken({ name: 't', read: !done, write: true, rooms: undefined });
        await startServer({ dataFolder: 'folder', host: process.env.HOST });
        socket.write(encodeFrame('text'));
        // @ts-expect-error a port is a number
        const port: string = server.port;
        // @ts-expect-error there is no such option
        await connect({ adress: 'localhost' });
        const { seq } = await line.send(port);
        return seq;
      }
    `,
    );
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const kind = ['--target', 'es2024', '--module', 'nodenext', '--types', 'node', '--strict'];
    const strictest = ['--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
    const args = [compiler, '--noEmit', ...kind, ...strictest, 'consumer.ts'];
    assert.deepEqual(await installed.run(process.execPath, args), ended(0, '', ''));
  });
});
