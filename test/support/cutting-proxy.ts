import type net from 'node:net';
import { type Relay, startRelay } from './relay.ts';

/** Where a connection is cut: after so many bytes in one direction have been passed on. */
export interface Cut {
  readonly direction: 'toServer' | 'toClient';
  readonly afterBytes: number;
}

/** A TCP relay that cuts connections at the byte; see `startCuttingProxy`. */
export interface CuttingProxy extends Relay {
  /** Cuts for the connections to come, one each; connections after the last are left alone. */
  cuts: Cut[];
  /** How many connections were cut. */
  readonly cutCount: number;
}

/** Passes bytes on between clients and a server on this machine until it is their turn to be cut. */
export async function startCuttingProxy(targetPort: number): Promise<CuttingProxy> {
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
  const relay = await startRelay(targetPort, (client, upstream) => {
    const plan = proxy.cuts.shift();
    let ended = false;
    const end = (counted: boolean) => {
      if (ended) return;
      ended = true;
      if (counted) cutCount += 1;
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('close', () => end(false));
    const limitOf = (direction: Cut['direction']) =>
      plan?.direction === direction ? plan.afterBytes : Number.POSITIVE_INFINITY;
    if (plan?.afterBytes === 0) end(true);
    pass(client, upstream, limitOf('toServer'), () => end(true));
    pass(upstream, client, limitOf('toClient'), () => end(true));
  });
  const proxy: CuttingProxy = {
    ...relay,
    cuts: [],
    get cutCount() {
      return cutCount;
    },
  };
  return proxy;
}
