import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ownNodeSuffices, pinnedNode } from './pinned-node.mjs';

const stampPath = (root) => join(root, 'node_modules', '.partyline-installed');

/**
 * What is installed under `root`: `ready`; `unmarked` (the right packages, put there by npm itself);
 * `missing`; `changed` (those of another package-lock.json); or `other-platform`.
 */
export function findState(root) {
  if (!existsSync(join(root, 'node_modules', 'node', 'package.json'))) return 'missing';
  const [lockHash, platform] = readStamp(root);
  if (lockHash === undefined) return isInstalledByNpm(root) ? 'unmarked' : 'missing';
  if (lockHash !== hashOfLock(root)) return isInstalledByNpm(root) ? 'unmarked' : 'changed';
  if (platform !== thisPlatform) return 'other-platform';
  return existsSync(pinnedNode(root)) || ownNodeSuffices(root) ? 'ready' : 'unmarked';
}

/** Notes that the packages of the present package-lock.json are installed for this platform. */
export function writeStamp(root) {
  writeFileSync(stampPath(root), `${hashOfLock(root)} ${thisPlatform}\n`);
}

const thisPlatform = `${process.platform}-${process.arch}`;

function readStamp(root) {
  try {
    return readFileSync(stampPath(root), 'utf8').trim().split(' ');
  } catch {
    return [];
  }
}

function hashOfLock(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/**
 * Whether a person ran `npm ci` or `npm install` here: npm leaves a list of what it installed, which
 * must hold every package of package-lock.json but those that are for other platforms.
 */
function isInstalledByNpm(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(
    ([path, { integrity, optional }]) =>
      path === '' ||
      (installed[path] === undefined ? optional : installed[path].integrity === integrity),
  );
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}
