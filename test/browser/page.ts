import { InputError } from '../../src/base/errors.ts';
import { ConnectionError } from '../../src/client/core/failures.ts';
import type { LineOptions } from '../../src/client/core/options.ts';
import type { Machine, Transport, TransportRequest } from '../../src/client/core/transport.ts';
import { Line } from '../../src/client/line.ts';
import { clearBindingTypes } from '../../src/words/binding-type.ts';
import { WebSocketChannel } from './web-socket-channel.ts';

/*
 * The program of a page: joins a line over WebSockets. It is bundled for a browser, where it has nothing but
 * the standards of the web.
 */

/** Begins to join the line that answers on `ws://HOST:PORT`. */
export function join(options: LineOptions): Line {
  return new Line(options, browser);
}

const browser: Machine = {
  openTransport,
  openLocalTransport: () => {
    throw new InputError('A page runs on no server.');
  },
  deviceName: () => 'a browser',
  profileIn: () => {
    throw new InputError('A page has no folders.');
  },
  openFile: () => {
    throw new InputError('A page opens no files by their paths.');
  },
};

async function openTransport({ address }: TransportRequest): Promise<Transport> {
  const socket = new WebSocket(`ws://${address.host}:${address.port}`);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('close', () => reject(new ConnectionError('Nothing answers there.')));
  });
  return {
    fingerprint: undefined,
    bindings: clearBindingTypes,
    binding: () => new Uint8Array(),
    openChannel: (maxBytes, handlers) => new WebSocketChannel(socket, maxBytes, handlers),
  };
}
