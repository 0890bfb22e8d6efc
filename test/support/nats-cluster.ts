import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { NatsServer } from '../../src/cluster/nats-server.fixture.ts';
import { reachCluster } from '../../src/journal/jetstream-storage.ts';
import { certificateName, loginKeyName, tlsKeyName } from '../../src/store/data-folder.ts';
import type { Scope } from './cleanup.ts';
import { temporaryFolder } from './test-server.ts';
import { patienceMs } from './within.ts';

/** The port through which one of the nats-servers, counted from 0, reaches another, which listens on `port`. */
export type Way = (from: number, to: number, port: number) => Promise<number>;

/**
 * Three nats-servers that keep one order between them; their files go with the scope.
 *
 * @param way directly if left out
 */
export async function startNatsServers(
  scope: Scope,
  way: Way = async (_from, _to, port) => port,
): Promise<NatsServer[]> {
  const ports = await freePorts(3);
  const servers: NatsServer[] = [];
  for (const [from, own] of ports.entries()) {
    const routes: string[] = [];
    for (const [to, port] of ports.entries()) {
      if (to !== from) routes.push(`"nats://127.0.0.1:${await way(from, to, port)}"`);
    }
    const listen = `listen: "127.0.0.1:${own}", no_advertise: true`;
    servers.push(
      new NatsServer(
        `server_name: n${from}\ncluster { name: test, ${listen}, routes: [${routes.join(', ')}] }`,
      ),
    );
  }
  scope.after(() => Promise.all(servers.map((server) => server.remove())));
  await Promise.all(servers.map((server) => server.start()));
  await whenElected(servers.map(({ url }) => url));
  return servers;
}

/** Waits until the nats-servers have agreed on who leads, which they refuse everything before. */
async function whenElected(servers: readonly string[]): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      const { connection } = await reachCluster({ servers });
      await connection.close();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}

/** A data folder with the keys of another: that of one more node. */
export function folderWithKeysOf(folder: string): string {
  const another = temporaryFolder();
  for (const name of [loginKeyName, tlsKeyName, certificateName]) {
    copyFileSync(join(folder, name), join(another, name));
  }
  return another;
}

/** Ports of this machine that nobody has at present. */
async function freePorts(count: number): Promise<number[]> {
  const listeners = Array.from({ length: count }, () => net.createServer().listen(0, '127.0.0.1'));
  await Promise.all(listeners.map((listener) => once(listener, 'listening')));
  const ports = listeners.map((listener) => (listener.address() as net.AddressInfo).port);
  await Promise.all(
    listeners.map((listener) => {
      listener.close();
      return once(listener, 'close');
    }),
  );
  return ports;
}
