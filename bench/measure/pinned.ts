import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { remember } from './children.ts';

/** The core that what is measured runs on, and the one that measures. */
export const serverCore = 0;
export const loadCore = 1;

/** Whether processes can be pinned: there are two cores, and `taskset` is there and may. */
export const canPin =
  availableParallelism() >= 2 &&
  spawnSync('taskset', ['-c', String(loadCore), 'true'], { stdio: 'ignore' }).status === 0;

let pins = canPin;

/** From now on programs run wherever the system lets them: for a smoke test, which is over sooner so. */
export function pinNothing(): void {
  pins = false;
}

/** Whether what is measured and what measures have a core each. */
export function hasOwnCores(): boolean {
  return pins;
}

/** Starts a program on one core, where the system allows it. */
export function spawnPinned(
  core: number,
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  const child = pins
    ? spawn('taskset', ['-c', String(core), command, ...args], options)
    : spawn(command, args, options);
  remember(child);
  return child;
}

/** Puts a program that runs already on one core, where the system allows it. */
export function pin(core: number, pid: number): void {
  if (pins)
    spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' });
}
