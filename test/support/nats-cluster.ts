import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { type NatsPlace, NatsServer, whenReady } from '../../src/cluster/nats-server.fixture.ts';
import { certificateName, loginKeyName, tlsKeyName } from '../../src/store/data-folder.ts';
import type { Scope } from './cleanup.ts';
import { temporaryFolder } from './test-server.ts';

/**
 * Three nats-servers that keep one order between them, by the names `server-0` to `server-2`; their files go with the
 * scope.
 *
 * @param places of the three; all on this host if left out
 */
export async function startNatsServers(
  scope: Scope,
  places: readonly NatsPlace[] = Array.from({ length: 3 }, () => ({
    host: '127.0.0.1',
    command: [],
  })),
): Promise<NatsServer[]> {
  const ports = await freePorts(places.length);
  const ways = places.map(({ host }, index) => `${host}:${ports[index]}`);
  // Each names all, itself included: by them they count how many make a majority.
  const routes = ways.map((way) => `"nats://${way}"`);
  const servers = places.map((place, index) => {
    const cluster = `name: test, listen: "${ways[index]}", no_advertise: true, routes: [${routes}]`;
    return new NatsServer(`server_name: server-${index}\ncluster { ${cluster} }`, place);
  });
  scope.after(() => Promise.all(servers.map((server) => server.remove())));
  await Promise.all(servers.map((server) => server.start()));
  await whenReady(servers);
  return servers;
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
