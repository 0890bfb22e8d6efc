// Installs the packages of package-lock.json, and the Node among them, with npm: one process at a time.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { run } from './child.mjs';
import { clearLock, takeLock } from './lock.mjs';

const pollMs = 100;
const exitUnavailable = 69;

// Given in full: whoever started this may have set npm to be silent, or to leave out development
// packages, and npm hands its settings down in the environment.
const npmArguments =
  'ci --include=dev --include=optional --install-strategy=hoisted --loglevel=error --no-audit --no-fund';

/** Why nothing can be run, in sentences for a person, and how this process is to end. */
export class Unavailable extends Error {
  constructor(message, end = { code: exitUnavailable, signal: null }) {
    super(message);
    this.end = end;
  }
}

/** Installs what is missing under `root`. Resolves with the Node to run; rejects with Unavailable. */
export async function prepareNode(root) {
  const lock = join(root, '.install.lock');
  let told;
  while (whatIsMissing(root) !== undefined) {
    if (takeLock(lock)) {
      await install(root).finally(() => clearLock(lock));
      break;
    }
    const owner = clearLock(lock);
    if (owner && owner !== told)
      say(`another start is installing here (process ${owner}); waiting for it.`);
    told = owner;
    await delay(pollMs);
  }
  return existsSync(pinnedNode(root)) ? pinnedNode(root) : ownNode();
}

/** A clause, or undefined if everything is there: npm writes its list when an installation is complete. */
function whatIsMissing(root) {
  const installed = readList(root);
  if (installed === undefined) return 'nothing is installed here yet';
  const wanted = Object.entries(readJson(join(root, 'package-lock.json')).packages);
  const isThere = ([path, { integrity, optional }]) =>
    path === '' || (installed[path] ? installed[path].integrity === integrity : optional);
  if (!wanted.every(isThere)) return 'package-lock.json has changed';
  const isForThisSystem = ({ os = [process.platform], cpu = [process.arch] }) =>
    os.includes(process.platform) && cpu.includes(process.arch);
  if (!Object.values(installed).every(isForThisSystem)) return 'this is another system';
  return existsSync(pinnedNode(root)) || ownNodeSuffices(root) ? undefined : 'Node is missing';
}

/** The packages that npm installed under `root`; undefined if it did not come to the end. */
function readList(root) {
  try {
    return readJson(join(root, 'node_modules', '.package-lock.json')).packages;
  } catch {
    return undefined;
  }
}

async function install(root) {
  const missing = whatIsMissing(root);
  if (missing === undefined) return; // Another start has been here since.
  const started = performance.now();
  say(`${missing}: installing the packages of package-lock.json, Node among them (npm ci) ...`);
  const { code, said } = await runQuietly('npm', npmArguments.split(' '), root);
  if (code !== 0) {
    throw new Unavailable(
      `could not install what it needs: npm ci failed (exit code ${code}). npm said:\n${said}\n` +
        'Is the npm registry within reach (network, proxy, npm config get registry)? Mend that and run ' +
        'the command again; "npm ci" alone does the same installation and tells more.',
    );
  }
  await ensureNode(root);
  say(`installed in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

/** After npm ci the pinned Node is there unless install scripts are blocked or it cannot run here. */
async function ensureNode(root) {
  const isThere = () => spawnSync(pinnedNode(root), ['--version']).status === 0;
  if (isThere()) return;
  say('Node was not set up by npm (install scripts blocked?): setting it up ...');
  const folder = join(root, 'node_modules', 'node');
  const { said } = await runQuietly(ownNode(), ['installArchSpecificPackage.js'], folder);
  if (isThere()) return;
  const own = `the Node ${process.versions.node} of this machine`;
  if (!ownNodeSuffices(root)) {
    throw new Unavailable(
      `Node could not be set up in node_modules/node, and ${own} is too old. npm said:\n${said}\n` +
        'Do one of these and run the command again: allow install scripts ("npm config get ' +
        'ignore-scripts" tells whether they are blocked) and access to the npm registry; or install ' +
        'Node 24 from https://nodejs.org/en/download.',
    );
  }
  say(`that did not work; ${own} will do.`);
}

/** Resolves with the exit code and the beginning of what was said, without stack traces, which npm indents. */
async function runQuietly(command, args, cwd) {
  // Standard output belongs to the program that is started afterwards. Windows finds npm.cmd by a shell.
  const options = {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: isWindows && command === 'npm',
  };
  const end = await run(command, args, options).catch(() => {
    throw new Unavailable(`needs npm to install what it runs on, and ${command} was not found.`);
  });
  // npm meets some signals with an exit code of its own.
  const signal = end.code === 0 ? null : (end.signal ?? end.received);
  if (signal !== null)
    throw new Unavailable('the installation was interrupted.', { code: null, signal });
  return { code: end.code, said: end.said.replace(/^npm error {2,}.*\n?/gm, '').trim() };
}

const isWindows = process.platform === 'win32';

/** Where the `node` package puts its program. */
function pinnedNode(root) {
  return join(root, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');
}

/** The Node that runs this; found on the search path if the installation has replaced its file. */
function ownNode() {
  return existsSync(process.execPath) ? process.execPath : 'node';
}

/** Whether the Node that runs this is new enough for Partyline itself. */
function ownNodeSuffices(root) {
  const [needed] = readJson(join(root, 'package.json')).engines.node.match(/\d+/);
  return Number.parseInt(process.versions.node, 10) >= Number(needed);
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function say(text) {
  process.stderr.write(`partyline: ${text}\n`);
}
