import { isIPv6 } from 'node:net';

/**
 * The network an address stands for when connections are counted: an IPv4 address itself, the /64 of
 * an IPv6 address (one customer's, RFC 6177), the IPv4 address inside a mapped one.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** Counts the connections that are not logged in yet, in all and by network. */
export class WaitingRoom {
  readonly #perNetwork = new Map<string, number>();
  readonly #maxPerNetwork: number;
  readonly #max: number;
  #count = 0;

  constructor(maxPerNetwork: number, max: number) {
    this.#maxPerNetwork = maxPerNetwork;
    this.#max = max;
  }

  /** Takes a place; returns how to give it back (any number of times), or undefined when it is full. */
  enter(address: string): (() => void) | undefined {
    const network = networkOf(address);
    const ofNetwork = this.#perNetwork.get(network) ?? 0;
    if (this.#count >= this.#max || ofNetwork >= this.#maxPerNetwork) return undefined;
    this.#count += 1;
    this.#perNetwork.set(network, ofNetwork + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#leave(network);
    };
  }

  #leave(network: string): void {
    this.#count -= 1;
    const ofNetwork = (this.#perNetwork.get(network) ?? 1) - 1;
    if (ofNetwork === 0) this.#perNetwork.delete(network);
    else this.#perNetwork.set(network, ofNetwork);
  }
}
