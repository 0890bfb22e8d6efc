import { once } from 'node:events';
import net from 'node:net';

/** Where a connection is cut: after so many bytes in one direction have been passed on. */
export interface Cut {
  readonly direction: 'toServer' | 'toClient';
  readonly afterBytes: number;
}

/** A TCP relay that cuts connections at the byte; see `startCuttingProxy`. */
export interface CuttingProxy {
  readonly port: number;
  /** Cuts for the connections to come, one each; connections after the last are left alone. */
  cuts: Cut[];
  /** How many connections were cut. */
  readonly cutCount: number;
  /** Cuts all connections that are open. */
  cutAll(): void;
  close(): Promise<void>;
}

/** Passes bytes on between clients and a server on this machine until it is their turn to be cut. */
export async function startCuttingProxy(targetPort: number): Promise<CuttingProxy> {
  const sockets = new Set<net.Socket>();
  let cutCount = 0;
  const pass = (from: net.Socket, to: net.Socket, limit: number, cut: () => void) => {
    let left = limit;
    from.on('data', (chunk) => {
      if (chunk.length >= left) {
        to.write(chunk.subarray(0, left), cut);
        left = 0;
      } else {
        left -= chunk.length;
        to.write(chunk);
      }
    });
  };
  const server = net.createServer((client) => {
    const upstream = net.connect(targetPort, '127.0.0.1');
    const plan = proxy.cuts.shift();
    let ended = false;
    const end = (counted: boolean) => {
      if (ended) return;
      ended = true;
      if (counted) cutCount += 1;
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        end(false);
      });
    }
    const limitOf = (direction: Cut['direction']) =>
      plan?.direction === direction ? plan.afterBytes : Number.POSITIVE_INFINITY;
    if (plan?.afterBytes === 0) end(true);
    pass(client, upstream, limitOf('toServer'), () => end(true));
    pass(upstream, client, limitOf('toClient'), () => end(true));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: CuttingProxy = {
    port: (server.address() as net.AddressInfo).port,
    cuts: [],
    get cutCount() {
      return cutCount;
    },
    cutAll: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  return proxy;
}
