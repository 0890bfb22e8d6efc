import { networkInterfaces } from 'node:os';

/* Guesses the host that others reach this machine by. */

/** Hosts that mean "all addresses of this machine" when listened on. */
const everywhere: readonly string[] = ['0.0.0.0', '::', ''];

/**
 * The host that others can reach a server by: the one it listens on, or where that is every address, the
 * machine's first address in a network, IPv4 before IPv6; `localhost` when it is in none.
 */
export function reachableHost(host: string): string {
  if (!everywhere.includes(host)) return host;
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  const best = addresses.find(({ family }) => family === 'IPv4') ?? addresses[0];
  return best?.address ?? 'localhost';
}
