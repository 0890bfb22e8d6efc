import { once } from 'node:events';
import type net from 'node:net';
import tls from 'node:tls';
import { createCertificate, fingerprintOf } from '../../src/wire/certificate.ts';

/** Somebody in the middle, with a certificate of their own; see `startTlsRelay`. */
export interface TlsRelay {
  readonly port: number;
  /** Of the relay's own certificate. */
  readonly fingerprint: string;
  /** Everything that clients sent, in clear, all connections one after the other. */
  readonly fromClients: Buffer;
  /** Everything that the server sent, in clear. */
  readonly fromServer: Buffer;
  /** Connections that clients made. */
  readonly connections: number;
  close(): Promise<void>;
}

/**
 * Takes TLS connections under its own certificate, opens one to the real server for each, and passes
 * on what it reads unchanged: the attack that trust on first use does not see.
 */
export async function startTlsRelay(target: { host: string; port: number }): Promise<TlsRelay> {
  const pair = createCertificate({ name: 'relay', now: Date.now() });
  const seen = { client: [] as Buffer[], server: [] as Buffer[] };
  const sockets = new Set<net.Socket>();
  let connections = 0;
  const server = tls.createServer(
    { cert: pair.certificate, key: pair.key, minVersion: 'TLSv1.3' },
    (client) => {
      connections += 1;
      const upstream = tls.connect({ ...target, rejectUnauthorized: false, minVersion: 'TLSv1.3' });
      join(client, upstream, seen.client);
      join(upstream, client, seen.server);
    },
  );
  const join = (from: tls.TLSSocket, to: tls.TLSSocket, record: Buffer[]) => {
    sockets.add(from);
    from.on('data', (chunk: Buffer) => {
      record.push(chunk);
      to.write(chunk);
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    fingerprint: fingerprintOf(pair.certificate),
    get fromClients() {
      return Buffer.concat(seen.client);
    },
    get fromServer() {
      return Buffer.concat(seen.server);
    },
    get connections() {
      return connections;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
