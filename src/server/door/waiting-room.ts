import { networkOf } from './network.ts';

/** One connection that waits. */
interface Guest {
  readonly network: string;
  /** Its network is known. */
  readonly isKnown: boolean;
  readonly drop: () => void;
}

/** The bounds of a waiting room. */
export interface WaitingRoomOptions {
  /** Connections of one network that may wait. */
  readonly perNetwork: number;
  /** Connections in all that may wait. */
  readonly all: number;
  /** Of these, so many are kept for networks that are known. */
  readonly kept: number;
  /** Whether somebody has logged in from the network lately. */
  isKnown(network: string): boolean;
  /** A number from 0 to 1, without 1; as Math.random, but for tests. */
  random?(): number;
}

/**
 * The connections that wait for the next step towards a login. Everybody is let in: where there is no room, one
 * that has waited for longer has to go, drawn by lot from the older half of those whose network has the most
 * (random early drop). A crowd that never goes on drives out itself; somebody who goes on at once stays.
 */
export class WaitingRoom {
  readonly #options: WaitingRoomOptions;
  /** First come, first; in all, and by network. */
  readonly #guests = new Set<Guest>();
  readonly #networks = new Map<string, Set<Guest>>();
  #strangers = 0;

  constructor(options: WaitingRoomOptions) {
    this.#options = options;
  }

  /** Connections that wait. */
  get size(): number {
    return this.#guests.size;
  }

  /**
   * Takes a place; returns how to give it back (any number of times).
   *
   * @param drop is called once if the place is needed for somebody else, and given back already
   */
  enter(address: string, drop: () => void): () => void {
    const network = networkOf(address);
    const guest: Guest = { network, isKnown: this.#options.isKnown(network), drop };
    const neighbours = this.#networks.get(network) ?? new Set();
    this.#networks.set(network, neighbours.add(guest));
    this.#guests.add(guest);
    if (!guest.isKnown) this.#strangers += 1;
    const { perNetwork, all, kept } = this.#options;
    if (neighbours.size > perNetwork) this.#dropOneOf(neighbours);
    else if (this.#strangers > all - kept)
      this.#dropOneOf(this.#largest(({ isKnown }) => !isKnown));
    else if (this.#guests.size > all) this.#dropOneOf(this.#largest(() => true));
    return () => this.#leave(guest);
  }

  /** Those who are meant, of the networks that have the most of all of them; first come, first. */
  #largest(isMeant: (guest: Guest) => boolean): ReadonlySet<Guest> {
    let most = 0;
    let crowd = new Set<Guest>();
    for (const guest of this.#guests) {
      if (!isMeant(guest)) continue;
      const size = this.#networks.get(guest.network)?.size ?? 0;
      if (size > most) {
        most = size;
        crowd = new Set();
      }
      if (size === most) crowd.add(guest);
    }
    return crowd;
  }

  /** @param crowd first come, first */
  #dropOneOf(crowd: ReadonlySet<Guest>): void {
    const { random = Math.random } = this.#options;
    let left = Math.floor((random() * crowd.size) / 2);
    for (const guest of crowd) {
      left -= 1;
      if (left >= 0) continue;
      this.#leave(guest);
      guest.drop();
      return;
    }
  }

  #leave(guest: Guest): void {
    if (!this.#guests.delete(guest)) return;
    if (!guest.isKnown) this.#strangers -= 1;
    const neighbours = this.#networks.get(guest.network);
    neighbours?.delete(guest);
    if (neighbours?.size === 0) this.#networks.delete(guest.network);
  }
}
