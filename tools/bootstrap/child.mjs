import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';

/** Sent on to the child. SIGINT is not: a terminal sends it to the child as well. */
const forwarded = ['SIGTERM', 'SIGHUP'];
/** How often it is looked whether the parent still lives, in milliseconds. */
const parentCheckMs = 500;

/**
 * Runs a program to its end. While it runs this process outlives the signals that are meant for it.
 * Resolves with `{ code, signal, received }`: code or signal is null, `received` is the last signal
 * that came to this process. Rejects if the program cannot be started.
 */
export function runChild(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const signals = handSignalsTo(child);
    options.onSpawn?.(child);
    child.once('error', (error) => {
      signals.stop();
      reject(error);
    });
    child.once('close', (code, signal) => {
      signals.stop();
      resolve({ code, signal, received: signals.received() });
    });
  });
}

function handSignalsTo(child) {
  let last = null;
  const note = (signal) => {
    last = signal;
    if (forwarded.includes(signal)) child.kill(signal);
  };
  const all = ['SIGINT', ...forwarded];
  for (const signal of all) process.on(signal, note);
  const watch = watchParent(() => note('SIGTERM'));
  return {
    received: () => last,
    stop() {
      clearInterval(watch);
      for (const signal of all) process.off(signal, note);
    },
  };
}

/**
 * npm hands a SIGTERM to the shell that it runs scripts in, and many shells die of it without a word
 * to what they run. Then this process has a new parent.
 */
function watchParent(orphaned) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    orphaned();
  }, parentCheckMs);
  return watch.unref();
}

/** Ends this process by the signal, so that its parent sees how the child ended. */
export function dieBySignal(signal) {
  // For signals that this process survives: the status a shell would give.
  process.exitCode = 128 + (constants.signals[signal] ?? 0);
  process.kill(process.pid, signal);
  setTimeout(() => process.exit(), 1_000);
}
