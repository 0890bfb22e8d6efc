import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * Lets the thread that calls it give way to all others of the process. Only Linux has priorities of threads; elsewhere
 * nothing happens.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    // Such as 1234/task/1240; to Linux a thread is what others call a process (setpriority(2)).
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    if (thread > 0 && thread !== process.pid) {
      setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL);
    }
  } catch {
    // A sandbox may hide /proc, or forbid it: all else works the same.
  }
}
