import { exitCodes, QuietEnd } from './exit-codes.ts';
import { processEnvironment } from './process-environment.ts';

/** Is aborted with QuietEnd by signals, so that nothing half done is left. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => controller.abort(new QuietEnd(exitCodes.interrupted));
  const { signals } = processEnvironment();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) signals.on(signal, interrupt);
  return controller.signal;
}
