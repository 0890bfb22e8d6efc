import type { Server } from 'node:net';
import { InputError } from '../../base/errors.ts';

/* Finds a port to listen on. */

/** How many ports after the wanted one are tried when it is busy. */
export const portsTried = 100;

/** A port that could not be had and was passed over. */
export interface BusyPort {
  readonly port: number;
  /** `EADDRINUSE` or `EACCES`. */
  readonly reason: string;
}

/** The error of a server that finds no port to listen on. */
export class PortError extends InputError {}

/**
 * Listens on `port`, or on the first of the next hundred that is free, unless `strict`. Resolves with
 * the ports passed over. Throws PortError when none can be had, and InputError for a host that cannot
 * be listened on.
 */
export async function listenOnFreePort(
  server: Server,
  host: string,
  port: number,
  strict: boolean,
): Promise<readonly BusyPort[]> {
  const busy: BusyPort[] = [];
  const last = strict || port === 0 ? port : Math.min(port + portsTried, 65_535);
  for (let candidate = port; candidate <= last; candidate += 1) {
    const reason = await listen(server, host, candidate);
    if (reason === undefined) return busy;
    busy.push({ port: candidate, reason });
  }
  throw new PortError(describeBusy(host, port, last, busy));
}

/** Tries one port: undefined when it listens, else why it is not to be had. */
function listen(server: Server, host: string, port: number): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const failed = (error: NodeJS.ErrnoException) => {
    server.off('listening', listening);
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(error.code);
    else reject(hostError(host, port, error));
  };
  const listening = () => {
    server.off('error', failed);
    resolve(undefined);
  };
  server.once('error', failed);
  server.once('listening', listening);
  server.listen({ host, port, backlog: 1_024 });
  return promise;
}

function hostError(host: string, port: number, error: NodeJS.ErrnoException): Error {
  const reasons: Record<string, string> = {
    EADDRNOTAVAIL: 'this machine does not have that address',
    ENOTFOUND: 'no such host is known',
    EAI_AGAIN: 'the name could not be looked up',
  };
  const reason = reasons[error.code ?? ''] ?? error.message;
  return new InputError(
    `Cannot listen on ${host}, port ${port}: ${reason}. ` +
      'Give an address of this machine, for example 0.0.0.0 for all of them or 127.0.0.1 for itself only.',
  );
}

function describeBusy(
  host: string,
  first: number,
  last: number,
  busy: readonly BusyPort[],
): string {
  const reason =
    busy[0]?.reason === 'EACCES' ? 'the system does not allow it' : 'another program listens on it';
  return first === last
    ? `Cannot listen on ${host}, port ${first}: ${reason}. Choose another with --port, or leave out --strict-port.`
    : `Cannot listen on ${host}: none of the ports ${first} to ${last} is free. Choose another with --port.`;
}
