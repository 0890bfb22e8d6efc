import { type Guest, Guests } from './guests.ts';
import { networkOf } from './network.ts';

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
  readonly #everybody = new Guests();
  /** Those who came from a network that was not known. */
  readonly #strangers = new Guests();

  constructor(options: WaitingRoomOptions) {
    this.#options = options;
  }

  /** Connections that wait. */
  get size(): number {
    return this.#everybody.size;
  }

  /**
   * Takes a place; returns how to give it back (any number of times).
   *
   * @param drop is called once if the place is needed for somebody else, and given back already
   */
  enter(address: string, drop: () => void): () => void {
    const guest: Guest = { network: networkOf(address), drop };
    const { perNetwork, all, kept, isKnown, random = Math.random } = this.#options;
    this.#everybody.add(guest);
    if (!isKnown(guest.network)) this.#strangers.add(guest);
    if (this.#everybody.countOf(guest.network) > perNetwork) {
      this.#drop(this.#everybody.draw(random, guest.network));
    } else if (this.#strangers.size > all - kept) this.#drop(this.#strangers.draw(random));
    else if (this.size > all) this.#drop(this.#everybody.draw(random));
    return () => this.#leave(guest);
  }

  #drop(guest: Guest | undefined): void {
    if (guest !== undefined && this.#leave(guest)) guest.drop();
  }

  #leave(guest: Guest): boolean {
    this.#strangers.remove(guest);
    return this.#everybody.remove(guest);
  }
}
