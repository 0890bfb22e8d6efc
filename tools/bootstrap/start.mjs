import { dirname, relative, resolve, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { dieBySignal, runChild } from './child.mjs';
import { BootstrapError, Interrupted } from './errors.mjs';
import { prepare } from './install.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const exitUnavailable = 69;

/** Installs what is missing, runs Node with `args`, and ends this process as that one ended. */
export async function start(args) {
  try {
    const node = await prepare(root);
    const ended = await runChild(node, nodeArguments(args), { cwd: folderFor(args) });
    leave(ended);
  } catch (error) {
    if (error instanceof Interrupted) return dieBySignal(error.signal);
    if (!(error instanceof BootstrapError)) throw error;
    process.stderr.write(`partyline: ${error.message}\n`);
    process.exitCode = exitUnavailable;
  }
}

function nodeArguments(args) {
  const [first = '', ...rest] = args;
  const script = isCommandLine(first) ? [resolve(root, first), ...rest] : args;
  return ['--disable-warning=ExperimentalWarning', ...script];
}

/**
 * npm runs scripts in the folder of package.json. The command line shall find the files that a
 * person names where the person is; npm tells where that was.
 */
function folderFor([first = '']) {
  const startedByNpm = process.env.npm_lifecycle_event !== undefined && process.cwd() === root;
  return (startedByNpm && isCommandLine(first) && process.env.INIT_CWD) || process.cwd();
}

function isCommandLine(script) {
  return relative(root, resolve(root, script)).startsWith(`src${sep}cli${sep}`);
}

function leave({ code, signal }) {
  if (signal === null) process.exitCode = code;
  else dieBySignal(signal);
}
