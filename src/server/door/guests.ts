/** One connection that waits. */
export interface Guest {
  readonly network: string;
  /** Its place is needed for somebody else, and given back already. */
  readonly drop: () => void;
}

/**
 * Connections that wait, by network. Networks that have equally many lie together, in the order in which they came to
 * have so many, so that nobody has to be counted for a draw.
 */
export class Guests {
  /** Of each network, first come, first. */
  readonly #networks = new Map<string, Set<Guest>>();
  /** The networks that have so many. */
  readonly #levels = new Map<number, Set<string>>();
  #most = 0;
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** How many there are of a network. */
  countOf(network: string): number {
    return this.#networks.get(network)?.size ?? 0;
  }

  /** Takes one more. */
  add(guest: Guest): void {
    const neighbours = this.#networks.get(guest.network) ?? new Set();
    this.#networks.set(guest.network, neighbours.add(guest));
    this.#size += 1;
    this.#move(guest.network, neighbours.size - 1, neighbours.size);
  }

  /** Returns whether it was there. */
  remove(guest: Guest): boolean {
    const neighbours = this.#networks.get(guest.network);
    if (neighbours === undefined || !neighbours.delete(guest)) return false;
    if (neighbours.size === 0) this.#networks.delete(guest.network);
    this.#size -= 1;
    this.#move(guest.network, neighbours.size + 1, neighbours.size);
    return true;
  }

  /**
   * Draws one of the older half of a network; or, if there is none given, of one of the older half of those that have
   * the most. It is there still.
   *
   * @param random gives a number from 0 to 1, without 1
   */
  draw(random: () => number, network = this.#drawNetwork(random)): Guest | undefined {
    const neighbours = network === undefined ? undefined : this.#networks.get(network);
    return neighbours && oneOfOlderHalf(neighbours, random);
  }

  #drawNetwork(random: () => number): string | undefined {
    const largest = this.#levels.get(this.#most);
    return largest && oneOfOlderHalf(largest, random);
  }

  /** A network has one more or less than before. */
  #move(network: string, before: number, now: number): void {
    const left = this.#levels.get(before);
    left?.delete(network);
    if (left?.size === 0) this.#levels.delete(before);
    if (now > 0) {
      const joined = this.#levels.get(now) ?? new Set();
      this.#levels.set(now, joined.add(network));
    }
    if (now > this.#most || !this.#levels.has(this.#most)) this.#most = now;
  }
}

/** @param all first come, first; one at least */
function oneOfOlderHalf<Item>(all: ReadonlySet<Item>, random: () => number): Item | undefined {
  let left = Math.floor((random() * all.size) / 2);
  for (const item of all) {
    if (left === 0) return item;
    left -= 1;
  }
  return undefined;
}
