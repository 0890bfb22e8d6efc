import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { BootstrapError } from './errors.mjs';
import { lockHolder, takeLock } from './lock.mjs';
import { installPackages, runNodeInstaller } from './npm.mjs';
import { canRun, ownNode, ownNodeSuffices, pinnedNode, pinnedVersion } from './pinned-node.mjs';
import { findState, writeStamp } from './stamp.mjs';

const pollMs = 100;

/**
 * Makes sure that the packages of package-lock.json are installed under `root`, by one process at a
 * time. Resolves with the path of the Node to run. Rejects with BootstrapError or Interrupted.
 */
export async function prepare(root) {
  let told = false;
  for (;;) {
    if (findState(root) === 'ready') return nodeFor(root);
    const lock = join(root, '.install.lock');
    const release = lockOrRefuse(lock, root);
    if (release !== undefined) {
      try {
        return await install(root);
      } finally {
        release();
      }
    }
    if (!told)
      say(`another start is installing here (process ${lockHolder(lock)}); waiting for it.`);
    told = true;
    await delay(pollMs);
  }
}

const reasons = {
  missing: 'nothing is installed here yet: installing the packages of package-lock.json',
  changed: 'package-lock.json has changed: installing its packages',
  'other-platform': 'the packages here are for another system: installing those for this one',
};

async function install(root) {
  const state = findState(root);
  if (state === 'ready') return nodeFor(root);
  const started = performance.now();
  if (state !== 'unmarked') {
    say(`${reasons[state]} and Node ${pinnedVersion(root)} (npm ci) ...`);
    await installPackages(root);
  }
  await ensureNode(root);
  writeStamp(root);
  if (state !== 'unmarked') say(`installed in ${seconds(performance.now() - started)}.`);
  return nodeFor(root);
}

/** After npm ci the pinned Node is there unless install scripts are blocked or it cannot run here. */
async function ensureNode(root) {
  if (canRun(root)) return;
  say(
    `Node ${pinnedVersion(root)} was not set up by npm (install scripts blocked?): setting it up ...`,
  );
  const trouble = await runNodeInstaller(root);
  if (canRun(root)) return;
  if (!ownNodeSuffices(root)) throw new BootstrapError(adviceForNode(root, trouble));
  say(`that did not work; the Node ${process.versions.node} of this machine will do.`);
}

function adviceForNode(root, trouble) {
  const said = trouble === '' ? '' : `What was said:\n${trouble}\n`;
  return (
    `Node ${pinnedVersion(root)}, which Partyline runs on, could not be set up in node_modules/node, ` +
    `and the Node ${process.versions.node} of this machine is too old. ${said}` +
    'Do one of these and run the command again: allow install scripts ' +
    '("npm config get ignore-scripts" tells whether they are blocked) and access to the npm registry; ' +
    'or install Node 24 from https://nodejs.org/en/download.'
  );
}

function nodeFor(root) {
  const pinned = pinnedNode(root);
  return existsSync(pinned) ? pinned : ownNode();
}

function lockOrRefuse(lock, root) {
  try {
    return takeLock(lock);
  } catch (error) {
    throw new BootstrapError(`cannot install in ${root}: ${error.message}.`);
  }
}

function say(text) {
  process.stderr.write(`partyline: ${text}\n`);
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
