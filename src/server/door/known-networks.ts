import { RecentMap } from '../../base/recent-map.ts';
import { networkOf } from './network.ts';

/** As many are remembered. */
const mostKnown = 16_384;
/** A device that was last here within this made its network known, in milliseconds: 30 days. */
const knownForMs = 30 * 24 * 3_600_000;

/** Networks from which somebody has logged in lately, also to the server that ran before this one. */
export class KnownNetworks {
  readonly #recent = new RecentMap<string, true>(2 * mostKnown);
  readonly #read: () => Iterable<string>;
  #isRead = false;

  constructor(parts: {
    readonly directory: { addressesSince(since: number, limit: number): Iterable<string> };
    readonly clock: { now(): number };
  }) {
    this.#read = () => parts.directory.addressesSince(parts.clock.now() - knownForMs, mostKnown);
  }

  /** Somebody has logged in from there. */
  add(address: string): void {
    this.#recent.set(networkOf(address), true);
  }

  /** @param network as `networkOf` gives it */
  has(network: string): boolean {
    return this.#recent.get(network) !== undefined;
  }

  /** Reads those of the server before, once: it takes milliseconds, which only a crowd is worth. */
  readOnce(): void {
    if (this.#isRead) return;
    this.#isRead = true;
    for (const address of this.#read()) this.add(address);
  }
}
