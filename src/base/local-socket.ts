import { hash } from 'node:crypto';
import { join } from 'node:path';

/** Where the operator reaches the server of a data folder on its own machine: a Unix socket, or a named pipe. */
export function localSocketPath(dataFolder: string, platform: NodeJS.Platform): string {
  if (platform !== 'win32') return join(dataFolder, 'console.sock');
  return `\\\\.\\pipe\\partyline-${hash('sha256', dataFolder.toLowerCase(), 'hex').slice(0, 32)}`;
}
