import { hash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { CommandError, exitCodes } from './exit-codes.ts';

/** Bytes that the path of a Unix socket may have on every system (macOS has the least). */
const maxPathBytes = 103;

/** Where `partyline console` finds the server of a data folder: a Unix socket, or a named pipe. */
export function consoleSocketPath(dataFolder: string, platform: NodeJS.Platform): string {
  if (platform !== 'win32') return join(dataFolder, 'console.sock');
  return `\\\\.\\pipe\\partyline-${hash('sha256', dataFolder.toLowerCase(), 'hex').slice(0, 32)}`;
}

/**
 * Takes consoles on the socket of a data folder, whose lock the caller holds: what is left of an
 * earlier server is removed. Only the owner can connect (0600).
 *
 * @throws CommandError when the path is too long for a socket
 */
export async function listenForConsoles(
  dataFolder: string,
  platform: NodeJS.Platform,
  accept: (socket: Socket) => void,
): Promise<Server> {
  const path = consoleSocketPath(dataFolder, platform);
  if (platform !== 'win32') {
    assertShortEnough(path);
    rmSync(path, { force: true });
  }
  const server = createServer(accept);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(path, () => resolve());
  await promise;
  server.off('error', reject);
  if (platform !== 'win32') chmodSync(path, 0o600);
  return server;
}

function assertShortEnough(path: string): void {
  if (Buffer.byteLength(path) <= maxPathBytes) return;
  throw new CommandError(
    exitCodes.configuration,
    `No console can be attached: ${path} is longer than the ${maxPathBytes} bytes a socket's path may have. ` +
      'Choose a shorter data folder with --data.',
  );
}
