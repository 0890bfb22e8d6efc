/*
 * Runs the tests of lines on several machines with the nats-servers of other releases of Debian than this machine's:
 * `npm run test:nats`, or `npm run test:nats -- RELEASE...`. Each is fetched with apt as a package of its release, from
 * where this machine's packages come, and unpacked into .nats-servers/RELEASE; nothing is installed. Where apt does not
 * offer it, the variable NATS_SERVER names another program for `npm test`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** Debian 13 has version 2.10, and sid the latest. */
const usualReleases = ['trixie', 'sid'];
const testFiles = [
  'src/cluster/connection.test.ts',
  'src/journal/jetstream.test.ts',
  'src/journal/jetstream-replicas.test.ts',
  'src/journal/flushed-order.test.ts',
  'test/cluster/credentials.test.ts',
  'test/cluster/nodes.test.ts',
];

const root = join(import.meta.dirname, '..');
const folder = join(root, '.nats-servers');
/** The keys of all releases, as each Debian has them. */
const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Where the packages of this machine come from. */
function archive(): string {
  const ofDebian = ['Created-By: Packages', 'Label: Debian'];
  const [address] = run('apt-get', ['indextargets', '--format', '$(REPO_URI)', ...ofDebian]).split(
    '\n',
  );
  if (!address) throw new Error('apt knows of no packages: run apt-get update first.');
  return address;
}

/** Fetches and unpacks the nats-server of a release; returns its program. */
function fetchServer(release: string): string {
  const place = join(folder, release);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(join(place, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(place, 'cache', 'archives', 'partial'), { recursive: true });
  const sources = join(place, 'sources.list');
  writeFileSync(sources, `deb [signed-by=${keys}] ${archive()} ${release} main\n`);
  const settings = [
    `Dir::State::lists=${join(place, 'lists')}`,
    `Dir::Cache=${join(place, 'cache')}`,
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=/dev/null',
    'Acquire::Languages=none',
  ].flatMap((setting) => ['-o', setting]);
  run('apt-get', [...settings, '-qq', 'update']);
  run('apt-get', [...settings, '-qq', 'download', 'nats-server'], place);
  const packed = readdirSync(place).find((name) => name.endsWith('.deb'));
  if (packed === undefined) throw new Error(`${release} has no package nats-server.`);
  run('dpkg-deb', ['--extract', packed, 'server'], place);
  for (const name of ['lists', 'cache', packed]) rmSync(join(place, name), { recursive: true });
  return join(place, 'server', 'usr', 'sbin', 'nats-server');
}

function run(command: string, words: readonly string[], cwd = root): string {
  return execFileSync(command, words, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const asked = process.argv.slice(2);
for (const release of asked.length > 0 ? asked : usualReleases) {
  const program = fetchServer(release);
  console.log(`${release}: ${run(program, ['--version']).trim()}`);
  const { status } = spawnSync(process.execPath, ['--test', '--test-timeout=60000', ...testFiles], {
    cwd: root,
    env: { ...process.env, NATS_SERVER: program },
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
