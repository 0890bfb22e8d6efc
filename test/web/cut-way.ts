import net from 'node:net';
import type { Scope } from '../support/cleanup.ts';

/** A way to a server that can be cut. */
export interface CutWay {
  readonly port: number;
  /** Cuts the connections, and lets none through until `mend`. */
  cut(): void;
  mend(): void;
}

/** Opens a way to a server on this machine; closed with the scope. */
export async function openCutWay(scope: Scope, serverPort: number): Promise<CutWay> {
  const open = new Set<net.Socket>();
  let isCut = false;
  const server = net.createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = net.connect(serverPort, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one
        .on('error', () => {})
        .on('close', () => {
          open.delete(one);
          other.destroy();
        });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  scope.after(() => {
    cut();
    server.close();
  });
  const { port } = server.address() as net.AddressInfo;
  return {
    port,
    cut,
    mend() {
      isCut = false;
    },
  };
}
