import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { linesOf } from '../measure/load.ts';
import { loadCore, spawnPinned } from '../measure/pinned.ts';
import { end } from '../measure/started.ts';

/** A load that is a Node process of its own. It ends when its standard input does. */
export interface ChildLoad<Report> {
  readonly pid: number;
  /** Its next report; rejects when it failed or ended instead. */
  next(): Promise<Report>;
  /** Says something to it. */
  tell(message: object): void;
  stop(): Promise<void>;
}

/** The report of a load that cannot go on. */
export interface LoadFailure {
  readonly error: string;
}

const urgently = ['nice', '-n', '-20'];

/** Whether a load can be put before all others on its core: not everybody may. */
export const canHurry =
  spawnSync('nice', ['-n', '-20', 'nice'], { encoding: 'utf8' }).stdout?.trim() === '-20';

/**
 * Starts a program of bench/load on the core that measures.
 *
 * @param file its name, `login-flood.ts`
 * @param task what it is to do, as JSON in the first line of its standard input
 * @param options `urgent`: it goes before all others on its core, if `canHurry`
 */
export function startChild<Report extends object>(
  file: string,
  task: object,
  options: { readonly urgent?: boolean } = {},
): ChildLoad<Report> {
  const [command = '', ...args] = [
    ...(options.urgent === true && canHurry ? urgently : []),
    ...[process.execPath, join(import.meta.dirname, file)],
  ];
  const child = spawnPinned(loadCore, command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const { stdin, stdout, pid } = child;
  if (stdin === null || stdout === null || pid === undefined) throw new Error('no load started');
  stdin.on('error', () => {});
  const tell = (message: object) => void stdin.write(`${JSON.stringify(message)}\n`);
  tell(task);
  const lines = linesOf(stdout);
  return {
    pid,
    next: async () => reportOf<Report>(file, (await lines.next()).value),
    tell,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      stdin.end();
      const timer = setTimeout(() => void end(child), patienceMs);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** How long a load may take to end by itself, in milliseconds. */
const patienceMs = 10_000;

function reportOf<Report extends object>(file: string, line: string | undefined): Report {
  if (line === undefined) throw new Error(`the load ${file} ended`);
  const report: Report | LoadFailure = JSON.parse(line);
  if ('error' in report) throw new Error(`the load ${file} failed: ${report.error}`);
  return report as Report;
}
