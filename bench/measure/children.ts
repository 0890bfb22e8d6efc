import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const running = new Set<ChildProcess>();

/** Notes a process that was started, so that nothing is left of it when the bench ends. */
export function remember(child: ChildProcess): void {
  if (child.pid === undefined) return;
  running.add(child);
  child.once('exit', () => running.delete(child));
}

/** Ends by force what still runs of the processes that were started, and waits until they are gone. */
export async function endAll(): Promise<void> {
  const gone = [...running].map((child) => once(child, 'exit'));
  killAll();
  await Promise.all(gone);
}

/** The same for whoever cannot wait; returns how many there were. */
export function killAll(): number {
  for (const child of running) child.kill('SIGKILL');
  return running.size;
}
