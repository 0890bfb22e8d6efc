import { Lanes, type Step } from './lanes.ts';

/** So many networks that have gone are forgotten together: to find each would take as long as to forget all. */
const mostGone = 64;

/**
 * Steps that wait, by network, where nobody waits for ever: of the networks that have had no turn yet, the one that has come
 * last goes first. When more come than can be served, those who get their turn are there still, and do not give
 * up a moment later, as those would who have waited for longest. Every second turn belongs to networks that have had one and
 * have more.
 */
export class NewestLanes {
  /** Networks that have had no turn, with their steps, first come, first. */
  readonly #fresh = new Map<string, Set<Step>>();
  /** These networks in the order in which they came, and some that have gone since. */
  #order: string[] = [];
  readonly #served = new Lanes();
  #isTurnOfServed = false;

  /** @param step one of its own, and no other's */
  add(network: string, step: Step): void {
    const lane = this.#fresh.get(network);
    if (lane !== undefined) lane.add(step);
    else if (this.#served.has(network)) this.#served.add(network, step);
    else {
      this.#fresh.set(network, new Set([step]));
      this.#order.push(network);
    }
  }

  /** A step waits no longer. */
  remove(network: string, step: Step): void {
    this.#served.remove(network, step);
    const lane = this.#fresh.get(network);
    if (!lane?.delete(step) || lane.size > 0) return;
    this.#fresh.delete(network);
    if (this.#order.length > mostGone + 2 * this.#fresh.size) this.#order = [...this.#fresh.keys()];
  }

  /** Takes the first step of the lane whose turn it is. */
  take(): Step | undefined {
    const step = this.#isTurnOfServed ? this.#served.take() : undefined;
    this.#isTurnOfServed = !this.#isTurnOfServed;
    return step ?? this.#takeFresh() ?? this.#served.take();
  }

  #takeFresh(): Step | undefined {
    for (let network = this.#order.pop(); network !== undefined; network = this.#order.pop()) {
      const lane = this.#fresh.get(network);
      if (lane === undefined) continue;
      this.#fresh.delete(network);
      const [step] = lane;
      lane.delete(step as Step);
      if (lane.size > 0) this.#served.adopt(network, lane);
      return step;
    }
    return undefined;
  }
}
