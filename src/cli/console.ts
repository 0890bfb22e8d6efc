import { connect } from 'node:net';
import process from 'node:process';
import { attachConsole, type Detached } from '../terminal/remote-console.ts';
import { plainStyle } from '../terminal/style.ts';
import type { consoleCommand } from './console-command.ts';
import { consoleSocketPath } from './console-socket.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import type { CommandValues } from './options.ts';
import { openScreen, styleOfTerminal } from './screens.ts';

/** `partyline console`: the operator's console of a server that runs elsewhere on this machine. */
export async function run({ data, plain }: CommandValues<typeof consoleCommand>): Promise<number> {
  const socket = await connectTo(data);
  const screen = openScreen(plain);
  const detached = await attachConsole(socket, screen, styleOfTerminal(plain) !== plainStyle);
  await screen.close();
  process.stderr.write(`${endings[detached]}\n`);
  return detached === 'lost' ? exitCodes.unavailable : exitCodes.ok;
}

const endings: Readonly<Record<Detached, string>> = {
  left: 'Detached; the server goes on.',
  'server-stopped': 'The server has stopped.',
  lost: 'The server is gone: the connection to it was cut.',
};

async function connectTo(data: string) {
  const socket = connect(consoleSocketPath(data, process.platform));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once('connect', resolve).once('error', reject);
  try {
    await promise;
    return socket;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === 'EACCES' || code === 'EPERM'
        ? 'it belongs to another user'
        : 'no server runs on this data folder';
    throw new CommandError(
      exitCodes.unavailable,
      `Cannot attach a console to the server of ${data}: ${reason}. Name the folder it was started with by --data.`,
    );
  }
}
