// Programs that this process runs and hands its signals to. SIGINT and a stop come from the terminal,
// which sends them to all who were started together.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';

/** How often it is looked whether the parent still lives, in milliseconds. */
const parentCheckMs = 500;

let child;
/** The last signal that came for this process. */
let received = null;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    received = signal;
    if (signal !== 'SIGINT') child?.kill(signal);
  });
}

// npm hands a SIGTERM to the shell that it runs scripts in, and many shells die of it without a word
// to what they run. Then this process has a new parent.
const parent = process.ppid;
if (process.env.npm_lifecycle_event !== undefined) setInterval(watchParent, parentCheckMs).unref();

function watchParent() {
  if (process.ppid === parent) return;
  clearInterval(this);
  process.emit('SIGTERM');
}

/**
 * Runs a program to its end. Resolves with its exit code, or the signal that ended it, the last signal
 * that came for this process, and what the program wrote to standard error if that is a pipe.
 */
export function run(command, args, options) {
  return new Promise((resolve, reject) => {
    let said = '';
    child = spawn(command, args, { stdio: 'inherit', ...options });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, received, said }));
  });
}

/** Ends this process as a program ended, so that its parent sees the same. */
export function endAs({ code, signal }) {
  process.exitCode = code ?? 128 + constants.signals[signal];
  if (signal === null) return;
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
