import { once } from 'node:events';
import net from 'node:net';

/** Where a connection is held: after so many bytes in one direction. */
export interface Hold {
  readonly direction: 'toServer' | 'toClient';
  readonly afterBytes: number;
}

/** A connection whose client was cut off, and whose bytes to the server wait here. */
export interface Held {
  /** Lets the bytes go, and ends the connection behind them or leaves it; resolves when they are written. */
  release(end: boolean): Promise<void>;
}

/** A TCP relay that holds connections at the byte; see `startHoldingProxy`. */
export interface HoldingProxy {
  readonly port: number;
  /** The hold for the next connection. */
  hold: Hold | undefined;
  /** The connections that were held, in their order. */
  readonly held: readonly Held[];
  /** The bytes after which a message began, of the connection that was closed last. */
  readonly starts: Readonly<Record<Hold['direction'], readonly number[]>>;
  cutAll(): void;
  close(): Promise<void>;
}

/**
 * Passes frames in clear text on between clients and a server on this machine. Where a connection is held, its
 * client is cut off, as by a line that fails on one side, while the server notices nothing.
 */
export async function startHoldingProxy(targetPort: number): Promise<HoldingProxy> {
  const sockets = new Set<net.Socket>();
  const held: Held[] = [];
  let starts: Record<Hold['direction'], number[]> = { toServer: [], toClient: [] };
  const server = net.createServer((client) => {
    const upstream = net.connect(targetPort, '127.0.0.1');
    const plan = proxy.hold;
    proxy.hold = undefined;
    starts = { toServer: [], toClient: [] };
    const seen = starts;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    const waiting: Buffer[] = [];
    let isHeld = false;
    const stop = () => {
      isHeld = true;
      client.destroy();
      held.push({
        release: async (end) => {
          const bytes = Buffer.concat(waiting);
          if (!upstream.destroyed) await new Promise((done) => upstream.write(bytes, done));
          if (end) upstream.destroy();
        },
      });
    };
    const pass = (direction: Hold['direction'], from: net.Socket, to: net.Socket) => {
      let passed = 0;
      const limit = plan?.direction === direction ? plan.afterBytes : Number.POSITIVE_INFINITY;
      from.on('data', (chunk: Buffer) => {
        seen[direction].push(passed);
        const now = Math.min(chunk.length, limit - passed);
        passed += chunk.length;
        if (isHeld) return;
        to.write(chunk.subarray(0, now));
        if (now === chunk.length) return;
        if (direction === 'toServer') waiting.push(chunk.subarray(now));
        stop();
      });
    };
    pass('toServer', client, upstream);
    pass('toClient', upstream, client);
    client.on('close', () => isHeld || upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: HoldingProxy = {
    port: (server.address() as net.AddressInfo).port,
    hold: undefined,
    held,
    get starts() {
      return starts;
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
