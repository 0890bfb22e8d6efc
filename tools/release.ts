// npm run release -- VERSION [--publish]: checks everything and makes a release in release/: the package, its bill of
// materials (CycloneDX), and checksums. VERSION is a version, or major, minor or patch. By default that is all, and the
// files of the repository are as before; with --publish the version is committed and tagged, and the package goes to
// npm's registry, with its provenance where this runs on a machine that can prove it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { releaseSection, sectionOf } from './release/changelog.ts';
import { bundledIn, type Materials, materialsOf } from './release/materials.ts';
import { nextVersion } from './release/version.ts';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'release');
const changed = ['package.json', 'package-lock.json', 'CHANGELOG.md'];

/** Runs a program; returns what it prints. Throws if it fails; its errors have been seen then. */
function output(program: string, ...args: string[]): string {
  const { status, error, stdout } = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
  if (status === 0) return stdout;
  throw new Error(
    `${program} ${args.join(' ')} failed: ${error?.message ?? `exit code ${status}`}.`,
  );
}

/** Runs a program whose output is for the person. */
function run(program: string, ...args: string[]): void {
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: exit code ${status}.`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function readText(name: string): string {
  return readFileSync(join(root, name), 'utf8');
}

/** Writes the version and its section into the files of the repository. */
function write(version: string): void {
  for (const name of ['package.json', 'package-lock.json']) {
    const value = JSON.parse(readText(name));
    if (value.packages !== undefined) value.packages[''].version = version;
    writeFileSync(join(root, name), `${JSON.stringify({ ...value, version }, null, 2)}\n`);
  }
  const day = new Date().toISOString().slice(0, 10);
  const changelog = releaseSection(readText('CHANGELOG.md'), version, day);
  writeFileSync(join(root, 'CHANGELOG.md'), changelog);
}

/** Makes the files of the release; returns the path of the package. */
function make(version: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  run('npm', 'pack', '--pack-destination', folder);
  const files = [`partyline-${version}.tgz`, `partyline-${version}.cdx.json`] as const;
  writeFileSync(join(folder, files[1]), `${JSON.stringify(bill(), null, 2)}\n`);
  const sums = files.map((name) => {
    const sum = createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
    return `${sum}  ${name}\n`;
  });
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
  return join(folder, files[0]);
}

function bill(): Materials {
  const all = JSON.parse(
    output('npm', 'sbom', '--sbom-format=cyclonedx', '--sbom-type=application'),
  );
  // npm takes the name of the folder.
  all.metadata.component.name = 'partyline';
  const bundled = bundledIn(readText(join('dist', 'third-party.txt')));
  const { dependencies } = JSON.parse(readText('package.json'));
  const installed = Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
  return materialsOf(all, new Set([...bundled, ...installed]));
}

function publish(version: string, file: string): void {
  run('git', 'commit', '--quiet', '--message', `Release ${version}`, '--', ...changed);
  const notes = sectionOf(readText('CHANGELOG.md'), version) ?? '';
  run(
    'git',
    'tag',
    '--annotate',
    `v${version}`,
    '--message',
    `Partyline ${version}\n${notes}`,
    '--cleanup=verbatim',
  );
  const { ACTIONS_ID_TOKEN_REQUEST_URL, SIGSTORE_ID_TOKEN } = process.env;
  const provable = ACTIONS_ID_TOKEN_REQUEST_URL !== undefined || SIGSTORE_ID_TOKEN !== undefined;
  run('npm', 'publish', file, '--access', 'public', ...(provable ? ['--provenance'] : []));
}

function release(wanted: string, isForReal: boolean): void {
  if (output('git', 'status', '--porcelain') !== '') {
    throw new Error('There are changes that are not committed: a release is made of what is.');
  }
  const version = nextVersion(JSON.parse(readText('package.json')).version, wanted);
  if (output('git', 'tag', '--list', `v${version}`) !== '') {
    throw new Error(`There is a tag v${version} already.`);
  }
  releaseSection(readText('CHANGELOG.md'), version, '');
  run('npm', 'run', '-s', 'check');
  run('npm', '-s', 'test');
  try {
    write(version);
    const file = make(version);
    if (isForReal) publish(version, file);
  } finally {
    run('git', 'checkout', '--quiet', '--', ...changed);
  }
  say(`Partyline ${version} is in release/, checked.`);
  say(
    isForReal
      ? `It is published and tagged: git push --follow-tags`
      : `Nothing was changed or published: npm run release -- ${wanted} --publish does that.`,
  );
}

const usage = 'Usage: npm run release -- VERSION|major|minor|patch [--publish]';
try {
  const { values, positionals } = parseArgs({
    options: { publish: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [wanted] = positionals;
  if (wanted === undefined || positionals.length > 1) throw new Error(usage);
  release(wanted, values.publish);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
