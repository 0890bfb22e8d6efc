import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { InstalledPackage } from './installed-package.ts';

/** `partyline serve` as a person starts it without a console. */
export interface StartedServer {
  /** What others join by. */
  readonly address: string;
  /** Asks it to stop, as the system does; resolves with its exit code and what it said on standard error. */
  stop(): Promise<{ code: number | null; error: string }>;
}

/** Starts the installed server on a free port; resolves when it says that it is ready. */
export async function startServer(installed: InstalledPackage): Promise<StartedServer> {
  const options = ['--no-console', '--host', '127.0.0.1', '--port', '0'];
  const child = spawn(installed.command, ['serve', ...options], {
    cwd: installed.home,
    env: installed.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  let error = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    error += text;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [, address] = /^ready (.*)$/.exec(line) ?? [];
    if (address === undefined) continue;
    const stop = async () => {
      child.kill('SIGTERM');
      const [code] = await ended;
      return { code, error };
    };
    return { address, stop };
  }
  throw new Error(`The server has not started: ${error}`);
}
