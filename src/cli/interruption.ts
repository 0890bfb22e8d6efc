import process from 'node:process';
import { exitCodes, QuietEnd } from './exit-codes.ts';

/** Is aborted with QuietEnd by signals, so that nothing half done is left. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => controller.abort(new QuietEnd(exitCodes.interrupted));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  return controller.signal;
}
