import { basename, join } from 'node:path';
import process from 'node:process';
import { runChild } from './child.mjs';
import { BootstrapError, Interrupted } from './errors.mjs';
import { ownNode } from './pinned-node.mjs';

/** Most of npm's words that are repeated to the person, in lines. */
const repeatedLines = 15;

// Given in full: whoever started this may have set npm to be silent, or to leave out development
// packages, and npm hands its settings down in the environment.
const ciArguments = [
  'ci',
  '--include=dev',
  '--include=optional',
  '--loglevel=error',
  '--no-audit',
  '--no-fund',
];

/** Runs `npm ci`. Rejects with BootstrapError, npm's own words in it, or Interrupted. */
export async function installPackages(root) {
  const { command, args, shell } = npmCommand();
  const { code, said } = await run(command, [...args, ...ciArguments], { cwd: root, shell });
  if (code === 0) return;
  throw new BootstrapError(
    `could not install what it needs: npm ci failed (exit code ${code}). ` +
      `${said === '' ? '' : `npm said:\n${said}\n`}` +
      'Is the npm registry within reach (network, proxy, npm config get registry)? Mend that and run ' +
      'the command again; "npm ci" alone does the same installation and tells more.',
  );
}

/**
 * Runs the install script of the `node` package, which npm may have been told to leave out. Resolves
 * with what it said; whether it worked shows in whether the Node runs.
 */
export async function runNodeInstaller(root) {
  const cwd = join(root, 'node_modules', 'node');
  const { said } = await run(ownNode(), ['installArchSpecificPackage.js'], { cwd });
  return said;
}

/** npm as it runs this, or as found on the search path. Windows starts npm.cmd only through a shell. */
function npmCommand() {
  const running = process.env.npm_execpath ?? '';
  if (basename(running) === 'npm-cli.js')
    return { command: ownNode(), args: [running], shell: false };
  return { command: 'npm', args: [], shell: process.platform === 'win32' };
}

/** Runs quietly: standard output belongs to the program that is started afterwards. */
async function run(command, args, options) {
  let said = '';
  const hear = (chunk) => {
    said += chunk;
  };
  const onSpawn = (child) => {
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear);
  };
  const stdio = ['ignore', 'pipe', 'pipe'];
  try {
    const ended = await runChild(command, args, { ...options, stdio, onSpawn });
    const { code, signal, received } = ended;
    // npm meets some signals with an exit code of its own.
    if (code !== 0 && (signal ?? received) !== null) throw new Interrupted(signal ?? received);
    return { code, said: essence(said) };
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new BootstrapError(`needs npm to install what it runs on, and ${command} was not found.`);
  }
}

/** The beginning of what was said, without stack traces and lists of options, which are indented. */
function essence(text) {
  const lines = text.trim().split('\n');
  return lines
    .filter((line) => !/^npm error {2,}/.test(line))
    .slice(0, repeatedLines)
    .join('\n');
}
