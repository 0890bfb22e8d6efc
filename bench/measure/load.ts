import { LineReader } from '../../src/base/line-reader.ts';
import { hasOwnCores, loadCore, spawnPinned } from './pinned.ts';
import { type Plan, writePlan } from './plan.ts';
import { compiled } from './programs.ts';

/** The result of one phase of a load. Times are microseconds, but for `seconds`. */
export interface Phase {
  readonly event: 'phase';
  readonly name: 'hold' | 'warmup' | 'run' | 'stall';
  readonly seconds: number;
  /** Messages that were over: delivered to all their readers, or acknowledged. */
  readonly completed: number;
  /** Messages that arrived, counted for each reader. */
  readonly deliveries: number;
  /** From sending a message until it was over. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** All connections are ready. */
export interface Connected {
  readonly event: 'connected';
  readonly connections: number;
  readonly seconds: number;
}

/** Every message came to every reader once and in order; `seconds`: how long the last ones took. */
export interface Verified {
  readonly event: 'verified';
  readonly sent: number;
  readonly completed: number;
  readonly deliveries: number;
  readonly seconds: number;
}

export type LoadEvent = Phase | Connected | Verified;

interface Failure {
  readonly event: 'error';
  readonly error: string;
}

/**
 * Runs a load to its end; resolves with what it reported. Rejects when something was not delivered, not
 * once, or not in order, and when the server did not do what the plan expects.
 *
 * @param onEvent is told of every report as it comes; what it throws ends the load
 */
export async function runLoad(
  plan: Plan,
  onEvent: (event: LoadEvent) => void = () => {},
): Promise<LoadEvent[]> {
  const child = spawnPinned(loadCore, compiled('load/load.c'), hasOwnCores() ? ['spin'] : [], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin?.on('error', () => {});
  child.stdin?.end(writePlan(plan));
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('exit', resolve);
  });
  const events: LoadEvent[] = [];
  let problem: string | undefined;
  try {
    for await (const line of linesOf(child.stdout as NodeJS.ReadableStream)) {
      const event: LoadEvent | Failure = JSON.parse(line);
      if (event.event === 'error') problem = event.error;
      else {
        events.push(event);
        onEvent(event);
      }
    }
  } catch (error) {
    child.kill();
    throw error;
  }
  if ((await exit) === 0) return events;
  throw new Error(problem ?? `what arrived is not what was sent: ${JSON.stringify(events.at(-1))}`);
}

/** The phases of a name, in order. */
export function phasesOf(events: readonly LoadEvent[], name: Phase['name']): Phase[] {
  return events.filter((event): event is Phase => event.event === 'phase' && event.name === name);
}

/** Longest line that a program of the bench prints, in bytes. */
const maxLineBytes = 256 * 1024 * 1024;

/** The lines of what a program prints. */
export function linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<string, undefined> {
  const bytes = stream as AsyncIterable<Buffer>;
  const lines = new LineReader(bytes, { source: 'the output', maxBytes: maxLineBytes });
  return lines[Symbol.asyncIterator]();
}
