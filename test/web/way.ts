import type net from 'node:net';
import type { Scope } from '../support/cleanup.ts';
import { startRelay, type TargetPort } from '../support/relay.ts';

/** The way between browsers and a server, which a test can cut and mend. */
export interface Way {
  readonly port: number;
  /** Cuts the connections, and lets none through until `mend`. */
  cut(): void;
  /** Holds the connections as they are, with what they carry, as when a cable is pulled; new ones get no answer. */
  stall(): void;
  /** Lets new connections through. Those that were held never get on: they are cut. */
  mend(): void;
}

/** Opens a way to a server on this machine; closed with the scope. */
export async function openWay(scope: Scope, target: TargetPort): Promise<Way> {
  let state: 'open' | 'cut' | 'stalled' = 'open';
  const held = new Set<net.Socket>();
  const relay = await startRelay(target, (client, upstream) => {
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('close', () => {
        held.delete(from);
        to.destroy();
      });
      if (state === 'cut') from.destroy();
      else from.pipe(to);
      held.add(from);
      if (state === 'stalled') hold(from);
    }
  });
  scope.after(() => relay.close());
  return {
    port: relay.port,
    cut() {
      state = 'cut';
      relay.cutAll();
    },
    stall() {
      state = 'stalled';
      for (const socket of held) hold(socket);
    },
    mend() {
      if (state === 'stalled') relay.cutAll();
      state = 'open';
    },
  };
}

/** Nothing that comes through a socket goes on. */
function hold(socket: net.Socket): void {
  socket.unpipe();
  socket.pause();
}
