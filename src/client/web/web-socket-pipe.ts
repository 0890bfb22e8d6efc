import { AbortedError, ConnectionError } from '../core/failures.ts';
import type { MessagePipe } from './message-pipe.ts';

/** The protocol of a WebSocket of this line. */
const protocol = 'partyline.1';

/** A WebSocket that is open, as a pipe. */
function pipeOf(socket: WebSocket): MessagePipe {
  return {
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    listen: ({ message, closed }) => {
      socket.addEventListener('message', ({ data }) =>
        message(new Uint8Array(data as ArrayBuffer)),
      );
      socket.addEventListener('close', () => closed());
    },
    send: (payload) => {
      if (socket.readyState === socket.OPEN) socket.send(payload as Uint8Array<ArrayBuffer>);
    },
    close: () => socket.close(),
  };
}

/**
 * Opens a WebSocket to the server.
 *
 * @param url `wss://HOST:PORT/line`
 * @throws (by rejection) ConnectionError when nothing answers; AbortedError when the signal was given
 */
export async function openWebSocketPipe(url: string, signal: AbortSignal): Promise<MessagePipe> {
  if (signal.aborted) throw new AbortedError(signal.reason);
  const socket = new WebSocket(url, protocol);
  socket.binaryType = 'arraybuffer';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  socket.addEventListener('open', () => resolve());
  socket.addEventListener('close', () => reject(new ConnectionError(notReached)));
  try {
    await promise;
    return pipeOf(socket);
  } catch (error) {
    socket.close();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A page is told nothing more. */
const notReached = 'The server cannot be reached: check the network, and whether it runs.';
