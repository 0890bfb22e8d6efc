import process from 'node:process';
import { systemReason } from '../base/private-files.ts';
import { CommandError, exitCodes, QuietEnd } from './exit-codes.ts';
import { processEnvironment } from './process-environment.ts';

/*
 * The one door to standard output: what a command prints goes through it, or is seen by it where a screen
 * has the stream. So output that cannot be written is never lost without a word.
 */

/** Standard output cannot be written. */
export class OutputError extends CommandError {
  /** The operating system's reason in words. */
  readonly reason: string;

  constructor(cause: unknown) {
    const reason = systemReason(cause);
    super(exitCodes.cannotCreate, `Cannot write to standard output: ${reason}.`);
    this.name = 'OutputError';
    this.reason = reason;
  }
}

/** The first failure of each output. */
const failures = new WeakMap<NodeJS.WritableStream, Error>();

/** Begins to watch for failures, which would end the process otherwise; called once, before all else. */
export function openOutput(): void {
  const { output, errors } = processEnvironment();
  output.on('error', (error) => {
    if (!failures.has(output)) failures.set(output, error);
  });
  // There is nobody left to tell.
  errors.on('error', () => {});
}

/**
 * Never waits for a terminal from now on, which may be frozen: what it does not take is kept in memory by its
 * stream. Node writes to terminals synchronously otherwise, and everything else would stand still.
 */
export function neverWaitForTerminal(): void {
  const { output, errors } = processEnvironment();
  for (const stream of [output, errors]) {
    if (stream.isTTY !== true || process.platform === 'win32') continue;
    (stream as unknown as { _handle?: Unblockable })._handle?.setBlocking?.(false);
  }
}

/** Has no other name in Node: what programs use to make their output synchronous. */
interface Unblockable {
  setBlocking?(isBlocking: boolean): void;
}

/** Prints without waiting; whether it was written tells {@link flushed}. */
export function write(text: string): void {
  processEnvironment().output.write(text);
}

/**
 * Prints; resolves when the output has taken it. Rejects with OutputError, with QuietEnd when nobody reads
 * the output any more (`| head`), or with the signal's reason.
 */
export async function print(text: string | Uint8Array, signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const { output } = processEnvironment();
  const stop = () => reject(signal?.reason);
  signal?.addEventListener('abort', stop);
  output.write(text, (error) => {
    if (error) reject(endOf(failures.get(output) ?? error));
    else resolve();
  });
  try {
    await promise;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/**
 * Resolves when the output has taken everything, or is a terminal that takes nothing: nobody sees there what is
 * missing. Rejects as {@link print} does.
 */
export async function flushed(): Promise<void> {
  const { output } = processEnvironment();
  if (output.isTTY && output.writableLength > 0) return;
  await print('');
  const failure = failures.get(output);
  if (failure !== undefined) throw endOf(failure);
}

/** How a command ends whose output failed: quietly when nobody reads it, else with an OutputError. */
export function endOf(error: Error): Error {
  return (error as NodeJS.ErrnoException).code === 'EPIPE'
    ? new QuietEnd(exitCodes.ok)
    : new OutputError(error);
}
