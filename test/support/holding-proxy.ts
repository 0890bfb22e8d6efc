import type net from 'node:net';
import { type Relay, startRelay } from './relay.ts';

/** Where a connection is held: after so many bytes, or messages, in one direction. */
export type Hold = { readonly direction: 'toServer' | 'toClient' } & (
  | { readonly afterBytes: number }
  | { readonly afterMessages: number }
);

/** A connection whose client was cut off, and whose bytes to the server wait here. */
export interface Held {
  /** Lets the bytes go, and ends the connection behind them or leaves it; resolves when they are written. */
  release(end: boolean): Promise<void>;
}

/** A TCP relay that holds connections at the byte; see `startHoldingProxy`. */
export interface HoldingProxy extends Relay {
  /** The hold for the next connection. */
  hold: Hold | undefined;
  /** Is told when a connection is held: then the next one has not come yet. */
  onHeld: (held: Held) => void;
  /** The connections that were held, in their order. */
  readonly held: readonly Held[];
  /** The bytes after which a message began, of the connection that was closed last. */
  readonly starts: Readonly<Record<Hold['direction'], readonly number[]>>;
}

/**
 * Passes frames in clear text on between clients and a server on this machine. Where a connection is held, its
 * client is cut off, as by a line that fails on one side, while the server notices nothing.
 */
export async function startHoldingProxy(targetPort: number): Promise<HoldingProxy> {
  const held: Held[] = [];
  let starts: Record<Hold['direction'], number[]> = { toServer: [], toClient: [] };
  const relay = await startRelay(targetPort, (client, upstream) => {
    const plan = proxy.hold;
    proxy.hold = undefined;
    starts = { toServer: [], toClient: [] };
    const seen = starts;
    const waiting: Buffer[] = [];
    let isHeld = false;
    const stop = () => {
      isHeld = true;
      client.destroy();
      const connection: Held = {
        release: async (end) => {
          const bytes = Buffer.concat(waiting);
          if (!upstream.destroyed) await new Promise((done) => upstream.write(bytes, done));
          if (end) upstream.destroy();
        },
      };
      held.push(connection);
      proxy.onHeld(connection);
    };
    const pass = (direction: Hold['direction'], from: net.Socket, to: net.Socket) => {
      let passed = 0;
      /** Where a message begins that is not to pass, or only in part. */
      const limitAt = (start: number) => {
        if (plan?.direction !== direction) return Number.POSITIVE_INFINITY;
        if ('afterBytes' in plan) return plan.afterBytes;
        return seen[direction].length < plan.afterMessages ? Number.POSITIVE_INFINITY : start;
      };
      from.on('data', (chunk: Buffer) => {
        const limit = limitAt(passed);
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
  const proxy: HoldingProxy = {
    ...relay,
    hold: undefined,
    onHeld: () => {},
    held,
    get starts() {
      return starts;
    },
  };
  return proxy;
}
