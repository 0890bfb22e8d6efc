import { networkOf } from './network.ts';

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
