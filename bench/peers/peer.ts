import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accepts, end, startServer } from '../measure/started.ts';
import type { RunningSystem } from '../measure/system.ts';

/** Servers are in folders that only the path of root has. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/local/sbin:/usr/sbin:/sbin` };

/** The version that a program prints, where the pattern's group is; undefined when it is not installed. */
export function versionOf(
  command: string,
  args: readonly string[],
  pattern: RegExp,
): string | undefined {
  const { stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8', timeout: 10_000 });
  return pattern.exec(`${stdout}${stderr}`)?.[1];
}

/**
 * Path of a copy of a configuration file of this folder, in which each `@NAME@` is replaced.
 *
 * @param name of the file; the copy in `folder` has the same
 */
export function configured(
  name: string,
  folder: string,
  values: Readonly<Record<string, string | number>>,
): string {
  const template = readFileSync(join(import.meta.dirname, name), 'utf8');
  const text = template.replace(/@([A-Z]+)@/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`${name} asks for a value that is not given: ${key}`);
    return String(value);
  });
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/**
 * Starts a server program that stays in the foreground and listens on a port of the loopback; resolves
 * when it accepts connections.
 */
export async function startPeer(
  command: string,
  args: readonly string[],
  port: number,
  traits: Omit<RunningSystem, 'pid' | 'host' | 'port' | 'stop'>,
): Promise<RunningSystem> {
  const child = startServer(command, args, { env });
  try {
    await accepts(port, child);
  } catch (error) {
    await end(child);
    throw error;
  }
  if (child.pid === undefined) throw new Error(`${command} did not start`);
  return { ...traits, pid: child.pid, host: '127.0.0.1', port, stop: () => end(child) };
}
