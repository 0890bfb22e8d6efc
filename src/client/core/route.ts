import type { Address } from '../../wire/address.ts';
import { parseAddress, placeOf } from '../../wire/address.ts';
import type { AddressList } from '../../wire/address-list.ts';
import { limits } from '../../words/limits.ts';

/**
 * The addresses of one line, and the one to go to next. The first one given is tried first; after a failure the others
 * follow in a random order, so that the clients of a node that has gone spread over those that are left. Each is tried
 * once in a round; a round ends when the line is up, or when all were tried.
 */
export class Route {
  readonly #given: AddressList;
  readonly #random: () => number;
  #told: readonly Address[] = [];
  #present: Address;
  /** Places of this round. */
  readonly #tried = new Set<string>();

  /**
   * @param given by the program or the person
   * @param remembered places of other nodes that the line told of the last time
   * @param random between 0 and 1, as Math.random
   */
  constructor(
    given: AddressList,
    remembered: readonly string[],
    random: () => number = Math.random,
  ) {
    this.#given = given;
    this.#random = random;
    this.#present = given[0];
    this.#told = this.#addressesAt(remembered);
  }

  /** The address to try now. */
  get present(): Address {
    return this.#present;
  }

  /** The line is known by the first address; every other has to show the same key. */
  get isAtFirst(): boolean {
    return this.#present === this.#given[0];
  }

  /** All addresses, those given before those told. */
  get addresses(): Address[] {
    const byPlace = new Map<string, Address>();
    for (const address of [...this.#given, ...this.#told]) {
      const place = placeOf(address);
      if (!byPlace.has(place)) byPlace.set(place, address);
    }
    return [...byPlace.values()];
  }

  /** There are addresses that were not tried in this round, besides the present one. */
  get hasMore(): boolean {
    return this.#untried.length > 0;
  }

  /** Places of all addresses but the first: to be remembered. */
  get others(): string[] {
    return this.addresses.slice(1).map(placeOf);
  }

  /** The present address has failed: goes on to one that was not tried in this round; false: there is none. */
  goOn(): boolean {
    const untried = this.#untried;
    this.#tried.add(placeOf(this.#present));
    const next = untried[Math.floor(this.#random() * untried.length)];
    if (next === undefined) {
      this.#tried.clear();
      if (!this.addresses.includes(this.#present)) this.#present = this.#given[0];
      return false;
    }
    this.#present = next;
    return true;
  }

  /**
   * The line is up.
   *
   * @param nodes places of the other nodes, as the server has told them
   */
  reached(nodes: readonly string[]): void {
    this.#tried.clear();
    this.#told = [...this.#addressesAt(nodes), this.#present];
  }

  /** The present address leads elsewhere: it is not tried again unless it is told anew. */
  forget(): void {
    const place = placeOf(this.#present);
    this.#told = this.#told.filter((address) => placeOf(address) !== place);
  }

  get #untried(): Address[] {
    const present = placeOf(this.#present);
    return this.addresses.filter((address) => {
      const place = placeOf(address);
      return place !== present && !this.#tried.has(place);
    });
  }

  /** Those that can be read; the codes and the fingerprint of the first hold for them too. */
  #addressesAt(places: readonly string[]): Address[] {
    return places.slice(0, limits.nodesTold).flatMap((place) => {
      const address = readable(place);
      return address === undefined ? [] : { ...this.#given[0], ...address };
    });
  }
}

/** undefined: these are no host and port, as a stranger may have told anything. */
function readable(place: string): Pick<Address, 'host' | 'port'> | undefined {
  try {
    const { host, port } = parseAddress(place);
    return place.includes('/') ? undefined : { host, port };
  } catch {
    return undefined;
  }
}
