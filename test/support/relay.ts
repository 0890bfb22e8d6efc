import { once } from 'node:events';
import net from 'node:net';

/** A TCP relay on this machine. */
export interface Relay {
  readonly port: number;
  /** Cuts all connections that are open. */
  cutAll(): void;
  close(): Promise<void>;
}

/** The port of the server behind a relay, or a function that knows it when a connection is made. */
export type TargetPort = number | (() => number);

/**
 * Opens a connection to a server on this machine for each of a client's; `join` passes bytes on between the two.
 * Errors of either mean nothing: both are there to be cut.
 */
export async function startRelay(
  target: TargetPort,
  join: (client: net.Socket, upstream: net.Socket) => void,
): Promise<Relay> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((client) => {
    const port = typeof target === 'number' ? target : target();
    const upstream = net.connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    join(client, upstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as net.AddressInfo).port,
    cutAll,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      cutAll();
      await closed;
    },
  };
}
