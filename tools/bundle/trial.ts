import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Tries a portable Partyline in a home of its own, with nothing on the search path: a line is served, and somebody
 * joins it through a pipe and talks.
 *
 * @param command the file that starts it
 * @param home an empty folder
 * @throws Error that says what did not work
 */
export async function tryPortable(command: string, home: string): Promise<void> {
  const env = { PATH: '', HOME: home };
  const args = ['serve', '--no-console', '--host', '127.0.0.1', '--port', '0'];
  const server = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const address = await readyAddress(server.stdout);
    writeFileSync(join(home, 'password'), 'a long way to tipperary\n', { mode: 0o600 });
    const join_ = ['join', address, '--name', 'ana', '--password-file', join(home, 'password')];
    const joined = spawnSync(command, join_, { env, input: 'good morning\n', encoding: 'utf8' });
    if (joined.status !== 0 || !joined.stderr.includes('Welcome, ana')) {
      throw new Error(`joining ended with ${joined.status}: ${joined.stderr}${joined.error ?? ''}`);
    }
    const read = ['history', 'lobby'];
    const told = spawnSync(command, read, { env, encoding: 'utf8' });
    if (!told.stdout.includes('good morning')) throw new Error(`nothing was said: ${told.stderr}`);
  } finally {
    server.kill('SIGTERM');
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  }
}

async function readyAddress(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const [, address] = /^ready (\S+)$/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('the server ended before it was ready');
}
