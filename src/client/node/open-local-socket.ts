import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { localSocketPath } from '../../base/local-socket.ts';
import { worded } from '../../base/worded.ts';
import { MessageChannel } from '../../wire/message-channel.ts';
import { ClearMessageSocket } from '../../wire/message-socket.ts';
import { clearBindingTypes } from '../../words/binding-type.ts';
import { AbortedError, ConnectionError } from '../core/failures.ts';
import type { Transport } from '../core/transport.ts';

/**
 * Connects to the server of a data folder on this machine, through its own door.
 *
 * @throws ConnectionError in words for a person; AbortedError when the signal was given
 */
export async function openLocalSocket(dataFolder: string, signal: AbortSignal): Promise<Transport> {
  const socket = new ClearMessageSocket();
  try {
    socket.connect({ path: localSocketPath(dataFolder, process.platform) });
    await once(socket, 'connect', { signal });
    return streamTransport(socket);
  } catch (error) {
    socket.destroy();
    if (signal.aborted) throw new AbortedError(signal.reason);
    throw explain(error, dataFolder);
  }
}

/** A way to the server that leads over a stream in clear text. */
export function streamTransport(stream: Duplex): Transport {
  return {
    fingerprint: undefined,
    bindings: clearBindingTypes,
    binding: () => new Uint8Array(),
    openChannel: (maxBytes, handlers) => new MessageChannel(stream, maxBytes, handlers),
  };
}

function explain(error: unknown, dataFolder: string): ConnectionError {
  const { code } = error as NodeJS.ErrnoException;
  const isForbidden = code === 'EACCES' || code === 'EPERM';
  const detail = isForbidden ? 'connection.foreign-folder' : 'connection.no-server';
  return new ConnectionError(worded(detail, { folder: dataFolder }), error);
}
