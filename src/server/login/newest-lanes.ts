import { Lanes } from './lanes.ts';

/**
 * Steps that wait, by network, where nobody waits for ever: of the networks that have had no turn yet, the one that has come
 * last goes first. When more come than can be served, those who get their turn are there still, and do not give
 * up a moment later, as those would who have waited for longest. Every second turn belongs to networks that have had one and
 * have more.
 */
export class NewestLanes {
  /** Networks that have had no turn, with their steps, first come, first. */
  readonly #fresh = new Map<string, (() => void)[]>();
  readonly #order: string[] = [];
  readonly #served = new Lanes();
  #isTurnOfServed = false;

  add(network: string, step: () => void): void {
    const lane = this.#fresh.get(network);
    if (lane !== undefined) lane.push(step);
    else if (this.#served.has(network)) this.#served.add(network, step);
    else {
      this.#fresh.set(network, [step]);
      this.#order.push(network);
    }
  }

  /** Takes the first step of the lane whose turn it is. */
  take(): (() => void) | undefined {
    const step = this.#isTurnOfServed ? this.#served.take() : undefined;
    this.#isTurnOfServed = !this.#isTurnOfServed;
    return step ?? this.#takeFresh() ?? this.#served.take();
  }

  #takeFresh(): (() => void) | undefined {
    const network = this.#order.pop();
    if (network === undefined) return undefined;
    const [step, ...rest] = this.#fresh.get(network) ?? [];
    this.#fresh.delete(network);
    for (const other of rest) this.#served.add(network, other);
    return step;
  }
}
