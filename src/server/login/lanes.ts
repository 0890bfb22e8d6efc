/** Something that waits for its turn. */
export type Step = () => void;

/** Steps that wait, by network; the network whose turn is next comes first. */
export class Lanes {
  readonly #lanes = new Map<string, Set<Step>>();

  has(network: string): boolean {
    return this.#lanes.has(network);
  }

  /** @param step one of its own, and no other's */
  add(network: string, step: Step): void {
    const lane = this.#lanes.get(network);
    if (lane === undefined) this.#lanes.set(network, new Set([step]));
    else lane.add(step);
  }

  /** Takes a whole lane over; the network has none here yet. */
  adopt(network: string, lane: Set<Step>): void {
    this.#lanes.set(network, lane);
  }

  /** A step waits no longer. */
  remove(network: string, step: Step): void {
    const lane = this.#lanes.get(network);
    if (lane?.delete(step) && lane.size === 0) this.#lanes.delete(network);
  }

  /** Takes the first step of the lane whose turn it is, which goes behind the others. */
  take(): Step | undefined {
    const [first] = this.#lanes;
    if (first === undefined) return undefined;
    const [network, lane] = first;
    const [step] = lane;
    this.#lanes.delete(network);
    lane.delete(step as Step);
    if (lane.size > 0) this.#lanes.set(network, lane);
    return step;
  }
}
