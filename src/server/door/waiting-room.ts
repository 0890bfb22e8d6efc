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
  /** First come, first. */
  readonly #guests = new Set<Guest>();
  readonly #perNetwork = new Map<string, number>();
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
    this.#guests.add(guest);
    const ofNetwork = (this.#perNetwork.get(network) ?? 0) + 1;
    this.#perNetwork.set(network, ofNetwork);
    if (!guest.isKnown) this.#strangers += 1;
    const { perNetwork, all, kept } = this.#options;
    if (ofNetwork > perNetwork) this.#dropOneOf((other) => other.network === network);
    else if (this.#strangers > all - kept) this.#dropOneOf((other) => !other.isKnown);
    else if (this.#guests.size > all) this.#dropOneOf(() => true);
    return () => this.#leave(guest);
  }

  #dropOneOf(isMeant: (guest: Guest) => boolean): void {
    const meant = [...this.#guests].filter(isMeant);
    const most = Math.max(...meant.map(({ network }) => this.#perNetwork.get(network) ?? 0));
    const crowd = meant.filter(({ network }) => this.#perNetwork.get(network) === most);
    const { random = Math.random } = this.#options;
    const guest = crowd[Math.floor((random() * crowd.length) / 2)] as Guest;
    this.#leave(guest);
    guest.drop();
  }

  #leave(guest: Guest): void {
    if (!this.#guests.delete(guest)) return;
    if (!guest.isKnown) this.#strangers -= 1;
    const ofNetwork = (this.#perNetwork.get(guest.network) ?? 1) - 1;
    if (ofNetwork === 0) this.#perNetwork.delete(guest.network);
    else this.#perNetwork.set(guest.network, ofNetwork);
  }
}
