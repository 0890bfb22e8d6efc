import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** Where the `node` package puts its program. */
export function pinnedNode(root) {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(root, 'node_modules', 'node', 'bin', name);
}

/** The version in package.json, such as `24.21.0`. */
export function pinnedVersion(root) {
  return readPackage(root).devDependencies.node;
}

/** Whether the pinned Node is there, runs on this system, and is the pinned one. */
export function canRun(root) {
  const { status, stdout } = spawnSync(pinnedNode(root), ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.trim() === `v${pinnedVersion(root)}`;
}

/** Whether the Node that runs this is new enough for Partyline itself. */
export function ownNodeSuffices(root) {
  const needed = Number(readPackage(root).engines.node.match(/\d+/)[0]);
  return Number(process.versions.node.split('.')[0]) >= needed;
}

/** The Node that runs this; found on the search path if an installation has replaced its file. */
export function ownNode() {
  return existsSync(process.execPath) ? process.execPath : 'node';
}

function readPackage(root) {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}
